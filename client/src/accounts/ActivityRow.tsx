import { ArrowDownLeft, ArrowUpRight, CircleDot, Link2, Link2Off, Sparkles } from 'lucide-react';
import type { ReactNode } from 'react';
import { ReceiptDownload } from '../approval-card/ReceiptDownload.js';
import { graphql } from '../graphql/generated/gql.js';
import type { ActivityKind, ActivityRow_ActivityFragment } from '../graphql/generated/graphql.js';
import { Badge } from '../ui/Badge.js';
import { CopyButton } from '../ui/CopyButton.js';
import { exactAmount } from '../ui/values/format-amount.js';
import { assetCode, shortened } from '../ui/values/group-address.js';
import { MemoText } from '../ui/values/MemoText.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';

graphql(`
  fragment ActivityRow_Activity on Activity {
    id
    kind
    asset
    amount
    memo
    memoType
    transactionHash
    ledger
    at
    successful
    counterparty { address label }
  }
`);

type Activity = ActivityRow_ActivityFragment;

const looks: Record<ActivityKind, { icon: ReactNode; name: string; sign: string }> = {
  CREATED: { icon: <Sparkles size={16} />, name: 'Account created', sign: '' },
  SENT: { icon: <ArrowUpRight size={16} />, name: 'Sent', sign: '−' },
  RECEIVED: { icon: <ArrowDownLeft size={16} />, name: 'Received', sign: '+' },
  TRUST_ADDED: { icon: <Link2 size={16} />, name: 'Asset added', sign: '' },
  TRUST_REMOVED: { icon: <Link2Off size={16} />, name: 'Asset removed', sign: '' },
  OTHER: { icon: <CircleDot size={16} />, name: 'Other', sign: '' },
};

const Who = ({ activity }: { activity: Activity }) => {
  const { counterparty, kind } = activity;
  if (!counterparty) return null;
  return (
    <>
      {kind === 'SENT' ? ' to ' : kind === 'RECEIVED' ? ' from ' : ' with '}
      {counterparty.label ? (
        <Plain text={counterparty.label} />
      ) : (
        <span className="font-mono text-[13px]">{shortened(counterparty.address)}</span>
      )}
    </>
  );
};

type Props = { activity: Activity; transactionId: string | null };

export const ActivityRow = ({ activity, transactionId }: Props) => {
  const { icon, name, sign } = looks[activity.kind];
  return (
    <li className="flex items-start gap-3 py-3">
      <span
        aria-hidden
        className="mt-0.5 inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-sunken text-muted"
      >
        {icon}
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="font-medium break-words">
            {name}
            <Who activity={activity} />
          </p>
          {activity.amount && (
            <p className="font-semibold tabular-nums">
              {sign}
              {exactAmount(activity.amount)} <Plain text={assetCode(activity.asset ?? 'XLM')} />
            </p>
          )}
        </div>
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
          <Time at={activity.at} />
          <span>Ledger {activity.ledger}</span>
          {activity.memo && (
            <span className="break-words">
              Memo: <MemoText memo={activity.memo} kind={activity.memoType} />
            </span>
          )}
          {!activity.successful && <Badge tone="bad">Failed</Badge>}
          <span className="inline-flex items-center font-mono text-xs">
            {shortened(activity.transactionHash)}
            <CopyButton text={activity.transactionHash} label="Copy hash" />
          </span>
        </p>
        {transactionId && <ReceiptDownload transactionId={transactionId} />}
      </div>
    </li>
  );
};
