import { createContext, type ReactNode, useContext, useRef, useState } from 'react';
import { toast } from 'sonner';
import { useQuery } from 'urql';
import { announce, useRefreshOn } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import type { LiveTransactionsSubscription } from '../graphql/generated/graphql.js';
import { useResumingSubscription } from '../graphql/use-resuming-subscription.js';
import { useTitleCount } from '../ui/browser/use-title.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { readableSummary } from '../ui/values/group-amounts.js';
import { afterEvent, emptyInbox } from './inbox-reducer.js';

const PendingApprovals = graphql(`
  subscription LiveInbox($after: String) {
    pendingApprovals(after: $after) { cursor auditHead approval { id status transaction { id rev status } } }
  }
`);
const TransactionUpdates = graphql(`
  subscription LiveTransactions {
    transactionUpdates { id rev status summary runId operations { fields { kind value } } }
  }
`);
const PendingCount = graphql(`
  query PendingCount {
    approvals(status: PENDING, first: 1) { totalCount nodes { id } }
  }
`);

const InboxContext = createContext<{ count: number; auditHeads: readonly string[] }>({ count: 0, auditHeads: [] });

export const useInbox = () => useContext(InboxContext);

type Result = LiveTransactionsSubscription['transactionUpdates'];

const tellResult = ({ id, status, summary, runId, operations }: Result) => {
  // What the server does to set an account up is no news to the person.
  if (!runId) return;
  const shown = escapeHidden(readableSummary(summary, operations));
  // One toast for each result: the id makes a repeated event renew it.
  if (status === 'CONFIRMED') toast.success(`Confirmed: ${shown}`, { id });
  if (status === 'FAILED') toast.error(`Failed: ${shown}`, { id });
};

/** Follows every approval and transaction of the person, for the whole app: the count, the title, and who must ask again. */
export const LiveInbox = ({ children }: { children: ReactNode }) => {
  const [inbox, setInbox] = useState(emptyInbox);
  const latest = useRef(inbox);
  const [{ data }, refresh] = useQuery({ query: PendingCount });
  useRefreshOn(['approvals'], () => refresh({ requestPolicy: 'network-only' }));

  useResumingSubscription({
    query: PendingApprovals,
    streamKey: 'approvals',
    variables: () => ({ after: latest.current.cursor }),
    onEvent: ({ pendingApprovals }) => {
      latest.current = afterEvent(latest.current, pendingApprovals);
      setInbox(latest.current);
      announce('approvals', `transaction:${pendingApprovals.approval.transaction.id}`);
    },
  });
  useResumingSubscription({
    query: TransactionUpdates,
    streamKey: 'transactions',
    variables: () => ({}),
    onEvent: ({ transactionUpdates }) => {
      tellResult(transactionUpdates);
      announce('accounts', 'transactions', `transaction:${transactionUpdates.id}`);
    },
  });

  const count = data?.approvals.totalCount ?? inbox.pending.length;
  useTitleCount(count);
  return (
    <InboxContext value={{ count, auditHeads: inbox.auditHeads }}>
      <p role="status" className="sr-only">
        {count > 0 ? `${count} ${count === 1 ? 'payment waits' : 'payments wait'} for your approval.` : ''}
      </p>
      {children}
    </InboxContext>
  );
};
