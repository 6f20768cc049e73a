import { Link } from 'react-router';
import { useQuery } from 'urql';
import { cardStateOf, stateNames, stateTones } from '../approval-card/card-state.js';
import { ReceiptDownload } from '../approval-card/ReceiptDownload.js';
import { useRefreshOn } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import type { TransactionLineQuery } from '../graphql/generated/graphql.js';
import { Badge, NetworkBadge } from '../ui/Badge.js';
import { CopyButton } from '../ui/CopyButton.js';
import { inFours } from '../ui/values/group-address.js';
import { groupAmounts, readableSummary } from '../ui/values/group-amounts.js';
import { Plain } from '../ui/values/Plain.js';
import { ApprovalCardLive } from './ApprovalCardLive.js';
import { useNewest } from './use-newest.js';

const LineQuery = graphql(`
  query TransactionLine($id: ID!) {
    transaction(id: $id) {
      id
      rev
      status
      summary
      operations { fields { kind value } }
      hash
      ledger
      account { id network }
      verdict { rules { rule decision matched threshold observed message } }
      failure { message }
      approval { id status }
    }
  }
`);

type Rule = TransactionLineQuery['transaction']['verdict']['rules'][number];

const refusals = (rules: Rule[]): string[] =>
  rules
    .filter((rule) => rule.matched && rule.decision === 'REFUSE')
    .map(({ message, threshold, observed }) =>
      groupAmounts(
        message,
        [threshold, observed].filter((value) => value != null),
      ),
    );

/** A transaction in the chat: the whole card where a person is or was asked, one line where the policy decided alone. */
export const TransactionLine = ({ transactionId }: { transactionId: string }) => {
  const [{ data }, refresh] = useQuery({ query: LineQuery, variables: { id: transactionId } });
  useRefreshOn([`transaction:${transactionId}`], () => refresh({ requestPolicy: 'network-only' }));
  const transaction = useNewest(data?.transaction);
  if (!transaction) return null;
  if (transaction.approval) return <ApprovalCardLive transactionId={transactionId} />;
  const state = cardStateOf(transaction);
  // A refusal is often the failure too; it is said once.
  const reasons = new Set([
    ...(state === 'denied' ? refusals(transaction.verdict.rules) : []),
    ...(transaction.failure ? [transaction.failure.message] : []),
  ]);
  return (
    <article aria-label="Transaction" data-state={state} className="rounded-xl border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p className="min-w-0 flex-1 basis-48 font-semibold break-words">
          <Plain text={readableSummary(transaction.summary, transaction.operations)} />
        </p>
        <NetworkBadge network={transaction.account.network} />
        <Badge tone={stateTones[state]}>{stateNames[state]}</Badge>
      </div>
      {[...reasons].map((text) => (
        <p key={text} className="mt-1 text-sm text-danger break-words">
          <Plain text={text} />
        </p>
      ))}
      {transaction.hash && (
        <div className="mt-1 text-sm text-muted sm:flex sm:items-center sm:gap-x-2.5">
          {transaction.ledger && <p className="whitespace-nowrap">Ledger {transaction.ledger}</p>}
          <div className="flex min-w-0 flex-1 items-center gap-x-2">
            <code className="min-w-0 flex-1 font-mono text-xs leading-5 break-words">
              {inFours(transaction.hash).join(' ')}
            </code>
            <CopyButton text={transaction.hash} label="Copy hash" />
          </div>
        </div>
      )}
      {state === 'confirmed' && (
        <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
          <ReceiptDownload transactionId={transaction.id} />
          <Link
            to={`/accounts/${transaction.account.id}`}
            className="inline-flex min-h-11 items-center text-sm font-medium text-accent hover:underline"
          >
            See the account
          </Link>
        </div>
      )}
    </article>
  );
};
