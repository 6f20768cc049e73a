import { ChevronRight } from 'lucide-react';
import { Link } from 'react-router';
import { cardStateOf, stateNames, stateTones } from '../approval-card/card-state.js';
import { graphql } from '../graphql/generated/gql.js';
import type { InboxRow_ApprovalFragment } from '../graphql/generated/graphql.js';
import { Badge, NetworkBadge } from '../ui/Badge.js';
import { readableSummary } from '../ui/values/group-amounts.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';

graphql(`
  fragment InboxRow_Approval on Approval {
    id
    status
    createdAt
    decidedAt
    transaction { id rev status summary operations { fields { kind value } } account { id name network } }
  }
`);

type Props = {
  approval: InboxRow_ApprovalFragment;
  /** Where several can be chosen. */
  choice?: { checked: boolean; onChange: (on: boolean) => void };
};

export const InboxRow = ({ approval, choice }: Props) => {
  const { transaction } = approval;
  const summary = readableSummary(transaction.summary, transaction.operations);
  const state = cardStateOf({ status: transaction.status, approval });
  return (
    <li className="flex items-stretch">
      {choice && (
        <label className="flex w-14 shrink-0 items-center justify-center">
          <input
            type="checkbox"
            aria-label={`Select ${summary}`}
            className="size-5"
            checked={choice.checked}
            onChange={(event) => choice.onChange(event.target.checked)}
          />
        </label>
      )}
      <Link
        to={`/approvals/${approval.id}`}
        className={`flex min-w-0 flex-1 items-center gap-3 py-4 pr-5 hover:bg-sunken ${choice ? '' : 'pl-5'}`}
      >
        <span className="min-w-0 flex-1">
          <span className="block font-semibold break-words">
            <Plain text={summary} />
          </span>
          <span className="mt-0.5 block text-sm text-muted">
            From <Plain text={transaction.account.name} />, <Time at={approval.decidedAt ?? approval.createdAt} />
          </span>
          <span className="mt-1.5 flex flex-wrap gap-2">
            <NetworkBadge network={transaction.account.network} />
            <Badge tone={stateTones[state]}>{stateNames[state]}</Badge>
          </span>
        </span>
        <ChevronRight size={18} aria-hidden className="shrink-0 text-muted" />
      </Link>
    </li>
  );
};
