import { useState } from 'react';
import { useMutation } from 'urql';
import { announce } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import type { InboxRow_ApprovalFragment } from '../graphql/generated/graphql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Button } from '../ui/Button.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { InboxRow } from './InboxRow.js';

const RejectAll = graphql(`
  mutation RejectTransactions($input: RejectTransactionsInput!) {
    rejectTransactions(input: $input) { id code message transaction { id rev status } }
  }
`);

type Rejected = { code?: string | null; message?: string | null };

/** What was not rejected, with the server's reason of the first; null where all were. */
export const leftOver = (rejected: readonly Rejected[]): string | null => {
  const left = rejected.filter(({ code }) => code != null);
  if (left.length === 0) return null;
  return `${left.length} of ${rejected.length} could not be rejected. ${left[0]?.message ?? ''}`.trim();
};

type Props = {
  approvals: readonly InboxRow_ApprovalFragment[];
  /** Is told what is left over: the list may be gone by then. */
  onDone: (left: string | null) => void;
};

/** The rows that wait, several of which get one No together. There is no such thing for Yes: each is read by itself. */
export const RejectSeveral = ({ approvals, onDone }: Props) => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [, reject] = useMutation(RejectAll);
  const { run, working, error } = useAction();
  const waiting = approvals.map(({ transaction }) => transaction.id);
  // What was decided elsewhere meanwhile is in the list no more.
  const ids = waiting.filter((id) => chosen.has(id));
  const choose = (id: string, on: boolean) =>
    setChosen(new Set(on ? [...ids, id] : ids.filter((other) => other !== id)));
  const send = () =>
    run(async () => {
      const { rejectTransactions } = dataOf(await reject({ input: { ids } }));
      onDone(leftOver(rejectTransactions));
      setChosen(new Set());
      announce('approvals', 'accounts', ...ids.map((id) => `transaction:${id}` as const));
    });
  const all = ids.length === waiting.length;
  return (
    <section aria-label="Waiting" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <label className="inline-flex min-h-11 items-center gap-3 px-5 font-medium">
          <input
            type="checkbox"
            className="size-5"
            checked={all}
            onChange={() => setChosen(new Set(all ? [] : waiting))}
          />
          Select all
        </label>
        <Button look="danger" disabled={ids.length === 0 || working} onClick={send}>
          {ids.length === 0 ? 'Reject selected' : `Reject ${ids.length} selected`}
        </Button>
      </div>
      {error && <ErrorNotice message={error} />}
      <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
        {approvals.map((approval) => (
          <InboxRow
            key={approval.id}
            approval={approval}
            choice={{
              checked: chosen.has(approval.transaction.id),
              onChange: (on) => choose(approval.transaction.id, on),
            }}
          />
        ))}
      </ul>
    </section>
  );
};
