import { graphql } from '../graphql/generated/gql.js';
import type { Limits_PolicyFragment, Limits_SpendingUsageFragment } from '../graphql/generated/graphql.js';
import { escapeHidden } from '../ui/escape-hidden.js';
import { fromStroops, percentOf, shortAmount, toStroops, usd } from '../ui/format-amount.js';
import { assetCode } from '../ui/group-address.js';
import { Meter } from '../ui/Meter.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/Plain.js';

export const LimitsPolicy = graphql(`
  fragment Limits_Policy on Policy {
    version
    askAboveUsd
    newDestinationAskAboveUsd
    caps { asset network perTransaction perDay overPerTransaction }
  }
`);
export const LimitsSpending = graphql(`
  fragment Limits_SpendingUsage on SpendingUsage {
    asset
    network
    perTransaction
    perDay
    used
    reserved
    resetsAt
  }
`);

const beyond = { ASK: 'asks you', REFUSE: 'is refused', ALLOW: 'is allowed' } as const;

type Cap = Limits_PolicyFragment['caps'][number];

const CapRow = ({ cap }: { cap: Cap }) => (
  <li className="flex flex-wrap justify-between gap-x-6 py-2.5 tabular-nums">
    <span className="font-semibold">
      <Plain text={assetCode(cap.asset)} /> <span className="text-xs font-medium text-muted">{cap.network}</span>
    </span>
    <span className="text-sm">
      {cap.perTransaction && (
        <>
          over {shortAmount(cap.perTransaction)} at once {beyond[cap.overPerTransaction]}
        </>
      )}
      {cap.perTransaction && cap.perDay && ', '}
      {cap.perDay && <>over {shortAmount(cap.perDay)} a day is refused</>}
    </span>
  </li>
);

const Used = ({ usage }: { usage: Limits_SpendingUsageFragment }) => {
  const whole = usage.perDay ? toStroops(usage.perDay) : null;
  if (!usage.perDay || whole === null) return null;
  const used = (toStroops(usage.used) ?? 0n) + (toStroops(usage.reserved) ?? 0n);
  const code = escapeHidden(assetCode(usage.asset));
  const text = `${shortAmount(fromStroops(used))} of ${shortAmount(usage.perDay)} ${code} used today`;
  return (
    <li>
      <Meter label={`Used of the daily limit for ${code}`} text={text} percent={percentOf(used, whole)} />
    </li>
  );
};

/** What the agent may do alone, and how much of it is used. */
export const Limits = ({
  policy,
  spending,
}: {
  policy: Limits_PolicyFragment;
  spending: readonly Limits_SpendingUsageFragment[];
}) => (
  <Panel title="Limits" note={`The rules in force, version ${policy.version}. The operator of this server sets them.`}>
    <ul className="divide-y divide-line">
      {policy.caps.map((cap) => (
        <CapRow key={`${cap.network}:${cap.asset}`} cap={cap} />
      ))}
      <li className="flex flex-wrap justify-between gap-x-6 py-2.5">
        <span className="font-semibold">Any asset</span>
        <span className="text-sm">worth over {usd(policy.askAboveUsd)} asks you</span>
      </li>
      <li className="flex flex-wrap justify-between gap-x-6 py-2.5">
        <span className="font-semibold">New address</span>
        <span className="text-sm">over {usd(policy.newDestinationAskAboveUsd)} asks you</span>
      </li>
    </ul>
    <ul className="mt-3 flex flex-col gap-4">
      {spending.map((usage) => (
        <Used key={`${usage.network}:${usage.asset}`} usage={usage} />
      ))}
    </ul>
  </Panel>
);
