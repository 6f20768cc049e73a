import { Plus } from 'lucide-react';
import { useState } from 'react';
import { NetworkBadge } from '../ui/Badge.js';
import { Button } from '../ui/Button.js';
import { useNow } from '../ui/browser/use-now.js';
import { Meter } from '../ui/Meter.js';
import { Panel } from '../ui/Panel.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { fromStroops, percentOf, shortAmount, toStroops } from '../ui/values/format-amount.js';
import { relativeTime } from '../ui/values/format-time.js';
import { assetCode } from '../ui/values/group-address.js';
import { Plain } from '../ui/values/Plain.js';
import { CapForm } from './CapForm.js';
import { ChangeDialog } from './ChangeDialog.js';
import type { Cap, Rules, Usage } from './policy-fragment.js';
import { assetName, ruleValue } from './rule-words.js';

const Used = ({ usage, cap }: { usage: Usage; cap: Cap }) => {
  const nowMs = useNow(30_000);
  const whole = cap.perDay ? toStroops(cap.perDay) : null;
  if (!cap.perDay || whole === null) return null;
  const used = (toStroops(usage.used) ?? 0n) + (toStroops(usage.reserved) ?? 0n);
  const code = escapeHidden(assetCode(usage.asset));
  const frees = usage.resetsAt ? `, frees up ${relativeTime(usage.resetsAt, nowMs)}` : '';
  const text = `${shortAmount(fromStroops(used))} of ${shortAmount(cap.perDay)} ${code} used today${frees}`;
  return <Meter label={`Used of the daily limit for ${code}`} text={text} percent={percentOf(used, whole)} />;
};

const limitText = ({ perTransaction, perDay, overPerTransaction }: Cap): string =>
  [
    perTransaction
      ? `Above ${shortAmount(perTransaction)} in one transaction ${ruleValue(overPerTransaction)}`
      : 'No limit for one transaction',
    perDay ? `above ${shortAmount(perDay)} in a day is refused` : 'no limit for a day',
  ].join('; ');

const CapRow = ({ cap, usage, onEdit }: { cap: Cap; usage: Usage | undefined; onEdit: () => void }) => (
  <li className="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex flex-wrap items-center gap-2 font-semibold break-words">
          <Plain text={assetName(cap.asset)} /> <NetworkBadge network={cap.network} />
        </p>
        <p className="text-sm tabular-nums">{limitText(cap)}.</p>
      </div>
      <Button onClick={onEdit} aria-label={`Change the limits of ${assetCode(cap.asset)} on ${cap.network}`}>
        Change
      </Button>
    </div>
    {usage && <Used usage={usage} cap={cap} />}
  </li>
);

type Props = { rules: Rules; spending: readonly Usage[]; onChanged: () => void };

/** What may leave of each asset without a question, and how much of it is used. */
export const CapsPanel = ({ rules, spending, onChanged }: Props) => {
  const [open, setOpen] = useState<{ cap: Cap | null } | null>(null);
  const accountId = rules.accountId ?? null;
  return (
    <Panel
      title="Limits of each asset"
      note="An asset without a limit always asks. Limits count all your accounts together."
      action={
        // An account cannot have a limit for what always asks: that would be the milder rule.
        accountId === null && (
          <Button icon={<Plus size={16} aria-hidden />} onClick={() => setOpen({ cap: null })}>
            Add limit
          </Button>
        )
      }
    >
      {rules.caps.length === 0 && <p className="text-sm text-muted">No limits yet: every payment asks you.</p>}
      <ul className="divide-y divide-line">
        {rules.caps.map((cap) => (
          <CapRow
            key={`${cap.network}:${cap.asset}`}
            cap={cap}
            usage={spending.find(({ asset, network }) => asset === cap.asset && network === cap.network)}
            onEdit={() => setOpen({ cap })}
          />
        ))}
      </ul>
      {open && (
        <ChangeDialog
          title={open.cap ? `Limits of ${assetCode(open.cap.asset)}` : 'Add a limit'}
          onClose={() => setOpen(null)}
          onChanged={onChanged}
        >
          {({ propose, working }) => (
            <CapForm
              cap={open.cap}
              working={working}
              onChange={(cap) => propose({ assetCaps: [cap], ...(accountId ? { accountId } : {}) })}
            />
          )}
        </ChangeDialog>
      )}
    </Panel>
  );
};
