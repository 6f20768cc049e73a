import { useState } from 'react';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Panel } from '../ui/Panel.js';
import { ActivityRow } from './ActivityRow.js';

const ActivityQuery = graphql(`
  query ActivityPage($id: ID!, $after: String) {
    account(id: $id) {
      id
      activity(first: 20, after: $after) {
        nodes { ...ActivityRow_Activity }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const ReceiptsQuery = graphql(`
  query AccountReceipts($id: ID!) {
    transactions(first: 100, filter: { accountId: $id, status: [CONFIRMED, FAILED] }) {
      nodes { id hash feeCharged }
    }
  }
`);

/** By its hash, the transaction of ours that stands behind a line of the ledger. */
const useReceipts = (id: string): ReadonlyMap<string, string> => {
  const [{ data }, refresh] = useQuery({ query: ReceiptsQuery, variables: { id } });
  useRefreshOn(['transactions'], () => refresh({ requestPolicy: 'network-only' }));
  const ended = (data?.transactions.nodes ?? []).filter(({ hash, feeCharged }) => hash && feeCharged != null);
  return new Map(ended.map((transaction) => [transaction.hash!, transaction.id]));
};

type PageProps = { id: string; after: string | null; isLast: boolean; onMore: (cursor: string) => void } & {
  receipts: ReadonlyMap<string, string>;
};

/** One page of history; each page is a query of its own, so that a new payment renews the first only. */
const ActivityPage = ({ id, after, isLast, onMore, receipts }: PageProps) => {
  const [{ data, error }, refresh] = useQuery({ query: ActivityQuery, variables: { id, after } });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['accounts'], again);
  if (error && !data)
    return (
      <li>
        <ErrorNotice message={errorSentence(error)} onRetry={again} />
      </li>
    );
  if (!data)
    return (
      <li>
        <Loading what="history" />
      </li>
    );
  const { nodes, pageInfo } = data.account.activity;
  return (
    <>
      {nodes.map((activity) => (
        <ActivityRow
          key={activity.id}
          activity={activity}
          transactionId={receipts.get(activity.transactionHash) ?? null}
        />
      ))}
      {nodes.length === 0 && after === null && <li className="py-4 text-sm text-muted">Nothing has happened yet.</li>}
      {isLast && pageInfo.hasNextPage && pageInfo.endCursor && (
        <li className="pt-4 text-center">
          <Button onClick={() => onMore(pageInfo.endCursor!)}>Load more</Button>
        </li>
      )}
    </>
  );
};

/** What the network has recorded for the account, newest first. */
export const ActivityList = ({ accountId }: { accountId: string }) => {
  const receipts = useReceipts(accountId);
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return (
    <Panel
      title="History"
      note="As the network has it, newest first. Check a receipt offline with npm run verify -- FILE, in a copy of Tuxedo’s source."
    >
      <ul className="divide-y divide-line">
        {cursors.map((after, index) => (
          <ActivityPage
            key={after ?? 'first'}
            id={accountId}
            after={after}
            receipts={receipts}
            isLast={index === cursors.length - 1}
            onMore={(cursor) => setCursors([...cursors, cursor])}
          />
        ))}
      </ul>
    </Panel>
  );
};
