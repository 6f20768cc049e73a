import { Inbox } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { ApprovalStatus, InboxRow_ApprovalFragment } from '../graphql/generated/graphql.js';
import { useTitle } from '../ui/browser/use-title.js';
import { EmptyState, Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Notice } from '../ui/Notice.js';
import { Page } from '../ui/Panel.js';
import { Tabs } from '../ui/Tabs.js';
import { ApprovalCardLive } from './ApprovalCardLive.js';
import { InboxRow } from './InboxRow.js';
import { RejectSeveral } from './RejectSeveral.js';

const InboxQuery = graphql(`
  query InboxPage($status: ApprovalStatus!, $first: Int!) {
    approvals(status: $status, first: $first) {
      totalCount
      nodes { ...InboxRow_Approval }
    }
  }
`);

const tabs: { value: ApprovalStatus; label: string }[] = [
  { value: 'PENDING', label: 'Waiting' },
  { value: 'APPROVED', label: 'Approved' },
  { value: 'REJECTED', label: 'Rejected' },
  { value: 'EXPIRED', label: 'Expired' },
];

/** Beyond this many the whole cards would hide how many there are. */
const CARDS_AT_MOST = 3;
const PAGE_SIZE = 50;

const Rows = ({ approvals }: { approvals: readonly InboxRow_ApprovalFragment[] }) => (
  <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
    {approvals.map((approval) => (
      <InboxRow key={approval.id} approval={approval} />
    ))}
  </ul>
);

type ListProps = { status: ApprovalStatus; onRejected: (left: string | null) => void };

const Waiting = ({ status, onRejected }: ListProps) => {
  const [{ data, error }, refresh] = useQuery({ query: InboxQuery, variables: { status, first: PAGE_SIZE } });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['approvals'], again);
  if (error && !data) return <ErrorNotice message={errorSentence(error)} onRetry={again} />;
  if (!data) return <Loading what="approvals" />;
  const { nodes, totalCount } = data.approvals;
  if (nodes.length === 0) {
    return (
      <EmptyState icon={<Inbox size={28} />} title={status === 'PENDING' ? 'Nothing waits for you' : 'None yet'}>
        {status === 'PENDING' && (
          <>
            When the agent wants to do more than a rule lets it do alone, it stops and asks here.{' '}
            <Link to="/chat" className="font-medium text-accent underline">
              Ask the agent for a payment
            </Link>
            .
          </>
        )}
      </EmptyState>
    );
  }
  if (status === 'PENDING' && nodes.length <= CARDS_AT_MOST) {
    return nodes.map((approval) => (
      <ApprovalCardLive key={approval.id} transactionId={approval.transaction.id} linkToChat />
    ));
  }
  return (
    <>
      {status === 'PENDING' ? <RejectSeveral approvals={nodes} onDone={onRejected} /> : <Rows approvals={nodes} />}
      {totalCount > nodes.length && (
        <p className="text-sm text-muted">
          The newest {nodes.length} of {totalCount}. The audit log has all of them.
        </p>
      )}
    </>
  );
};

/** What waits for the person, and what they decided. */
export const InboxPage = () => {
  useTitle('Approvals');
  const [status, setStatus] = useState<ApprovalStatus>('PENDING');
  const [left, setLeft] = useState<string | null>(null);
  const open = (tab: ApprovalStatus) => {
    setStatus(tab);
    setLeft(null);
  };
  return (
    <Page
      title="Approvals"
      lead="Nothing here has moved yet. You see the facts read from the transaction, and the agent’s words kept apart."
    >
      <Tabs label="Which approvals" tabs={tabs} value={status} onChange={open} />
      {left && (
        <Notice tone="warn" role="status">
          {left}
        </Notice>
      )}
      <Waiting status={status} onRejected={setLeft} />
    </Page>
  );
};
