import { Meter } from '../ui/Meter.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { fromStroops, percentOf, shortAmount, toStroops } from '../ui/values/format-amount.js';
import { relativeTime } from '../ui/values/format-time.js';
import { groupAmount, groupAmounts } from '../ui/values/group-amounts.js';
import { Plain } from '../ui/values/Plain.js';
import type { ApprovalCard_TransactionFragment } from './card-types.js';
import { spent } from './card-warnings.js';

export type Spending = {
  asset: string;
  network: string;
  perDay?: string | null;
  used: string;
  reserved: string;
  resetsAt?: string | null;
};
type Transaction = ApprovalCard_TransactionFragment;

const isBelowZero = (amount: string): boolean => (toStroops(amount) ?? 0n) < 0n;

/** Of a balance from which something may leave that nobody has sized, the number that is known would be a lie. */
export const afterOf = ({ after, unknown }: Transaction['balanceChanges'][number]): string =>
  unknown ? 'not known' : shortAmount(after);

const Balances = ({ changes }: { changes: Transaction['balanceChanges'] }) => (
  <table className="w-full text-sm tabular-nums">
    <caption className="mb-2 text-left text-[13px] font-semibold text-muted">Balance after</caption>
    <thead>
      <tr className="text-muted">
        <th scope="col" className="pb-1 text-left font-medium">
          Asset
        </th>
        <th scope="col" className="pb-1 text-right font-medium">
          Before
        </th>
        <th scope="col" className="pb-1 text-right font-medium">
          After
        </th>
      </tr>
    </thead>
    <tbody>
      {changes.map((change) => (
        <tr key={change.asset}>
          <th scope="row" className="py-1 text-left font-medium">
            <Plain text={change.code} />
          </th>
          <td className="py-1 pl-2 text-right">{shortAmount(change.before)}</td>
          <td className={`py-1 pl-2 text-right font-semibold ${isBelowZero(change.after) ? 'text-danger' : ''}`}>
            {afterOf(change)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

type Rule = Transaction['verdict']['rules'][number];

const amountsOf = ({ threshold, observed }: Rule): string[] => [threshold, observed].filter((value) => value != null);

const Rules = ({ rules }: { rules: Transaction['verdict']['rules'] }) => {
  const matched = rules.filter((rule) => rule.matched && rule.decision !== 'ALLOW');
  if (matched.length === 0)
    return <p className="text-sm">No rule asked for this; it waits because its proposer asked you.</p>;
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {matched.map((rule) => (
        <li key={rule.rule} className="break-words">
          <Plain text={groupAmounts(rule.message, amountsOf(rule))} />
          {(rule.threshold || rule.observed) && (
            <span className="block text-muted tabular-nums">
              {rule.threshold && (
                <>
                  Limit <Plain text={groupAmount(rule.threshold)} />
                </>
              )}
              {rule.threshold && rule.observed && ', '}
              {rule.observed && (
                <>
                  this one <Plain text={groupAmount(rule.observed)} />
                </>
              )}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
};

const DailyLimit = ({
  transaction,
  spending,
  nowMs,
}: {
  transaction: Transaction;
  spending: Spending[];
  nowMs: number;
}) =>
  spent(transaction).map((outflow) => {
    // The same code by another issuer, or lumens of another network, have a limit of their own.
    const limit = spending.find(
      ({ asset, network }) => asset === outflow.asset && network === transaction.account.network,
    );
    const whole = limit?.perDay ? toStroops(limit.perDay) : null;
    const adds = toStroops(outflow.amount);
    if (!limit?.perDay || whole === null || adds === null) return null;
    const used = (toStroops(limit.used) ?? 0n) + (toStroops(limit.reserved) ?? 0n);
    const resets = limit.resetsAt ? `, frees up ${relativeTime(limit.resetsAt, nowMs)}` : '';
    const text = `Today ${shortAmount(fromStroops(used))} → ${shortAmount(fromStroops(used + adds))} of ${shortAmount(limit.perDay)} ${escapeHidden(outflow.code)}${resets}`;
    return (
      <Meter
        key={outflow.asset}
        label={`Daily limit for ${escapeHidden(outflow.code)}`}
        text={text}
        percent={percentOf(used, whole)}
        addedPercent={percentOf(adds, whole)}
      />
    );
  });

type Props = { transaction: Transaction; spending: Spending[]; nowMs: number; pending: boolean };

/** What remains afterwards, as the server read it from the bytes, and the rules that stopped it here. */
export const CardEffects = ({ transaction, spending, nowMs, pending }: Props) => (
  <section
    aria-label="Effect and rules"
    className="flex flex-col gap-5 border-t border-line px-5 py-4 lg:border-t-0 lg:border-l"
  >
    {transaction.balanceChanges.length > 0 && <Balances changes={transaction.balanceChanges} />}
    {transaction.effects.length > 0 && (
      <ul aria-label="What it does to the account" className="flex flex-col gap-1.5 text-sm">
        {transaction.effects.map((effect) => (
          <li key={effect} className="break-words">
            <Plain text={effect} />
          </li>
        ))}
      </ul>
    )}
    <div className="flex flex-col gap-2">
      <p className="text-[13px] font-semibold text-muted">Why you are asked</p>
      <Rules rules={transaction.verdict.rules} />
      {pending && <DailyLimit transaction={transaction} spending={spending} nowMs={nowMs} />}
    </div>
  </section>
);
