import type { ApprovalCard_TransactionFragment, RiskLevel } from '../graphql/generated/graphql.js';
import { Badge, NetworkBadge } from '../ui/Badge.js';
import { shortAmount } from '../ui/values/format-amount.js';
import { shortened } from '../ui/values/group-address.js';
import { readableSummary } from '../ui/values/group-amounts.js';
import { Plain } from '../ui/values/Plain.js';
import { TimeLeft } from '../ui/values/TimeLeft.js';
import { afterOf } from './CardEffects.js';
import { type CardState, stateNames, stateTones } from './card-state.js';
import { proposerOf } from './proposer.js';

type Props = {
  transaction: ApprovalCard_TransactionFragment;
  state: CardState;
  nowMs: number;
  titleId: string;
  level: 'h1' | 'h3';
  keyName: string | null;
};

/** Low has none: what is not there needs no look. */
const RiskBadge = ({ level }: { level: RiskLevel }) => {
  if (level === 'LOW') return null;
  return level === 'HIGH' ? <Badge tone="bad">High risk</Badge> : <Badge tone="warn">Medium risk</Badge>;
};

/** The headline comes from the decoder and from nothing the agent wrote. */
export const CardHeader = ({ transaction, state, nowMs, titleId, level: Heading, keyName }: Props) => {
  const { account, approval, balanceChanges, summary, operations } = transaction;
  const change = balanceChanges[0];
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 border-b border-line px-5 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <Heading
          id={titleId}
          tabIndex={-1}
          className="text-[21px] leading-tight font-semibold tracking-tight break-words text-balance"
        >
          <Plain text={readableSummary(summary, operations)} />
        </Heading>
        <p className="mt-1 text-sm text-muted break-words">
          From{' '}
          <strong className="font-semibold text-ink">
            <Plain text={account.name} />
          </strong>{' '}
          <span className="font-mono text-xs">{shortened(account.address)}</span>, key held by the server. Proposed by{' '}
          <Plain text={proposerOf(transaction, keyName)} />.
        </p>
        {change && state === 'pending' && (
          <p className="mt-1 text-sm tabular-nums sm:hidden">
            <Plain text={change.code} /> {shortAmount(change.before)} → <strong>{afterOf(change)}</strong>
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {state === 'pending' && approval && <RiskBadge level={approval.riskLevel} />}
        <NetworkBadge network={account.network} />
        {state === 'pending' && approval ? (
          <TimeLeft expiresAt={approval.expiresAt} nowMs={nowMs} />
        ) : (
          <Badge tone={stateTones[state]}>{stateNames[state]}</Badge>
        )}
      </div>
    </header>
  );
};
