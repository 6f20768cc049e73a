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

export const InboxRow = ({ approval }: { approval: InboxRow_ApprovalFragment }) => {
  const { transaction } = approval;
  const state = cardStateOf({ status: transaction.status, approval });
  return (
    <li>
      <Link to={`/approvals/${approval.id}`} className="flex items-center gap-3 px-5 py-4 hover:bg-sunken">
        <span className="min-w-0 flex-1">
          <span className="block font-semibold break-words">
            <Plain text={readableSummary(transaction.summary, transaction.operations)} />
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
