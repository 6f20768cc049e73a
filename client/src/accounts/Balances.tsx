import { graphql } from '../graphql/generated/gql.js';
import type { Balances_AccountFragment } from '../graphql/generated/graphql.js';
import { useNow } from '../ui/browser/use-now.js';
import { Panel } from '../ui/Panel.js';
import { exactAmount, usd } from '../ui/values/format-amount.js';
import { age } from '../ui/values/format-time.js';
import { shortened } from '../ui/values/group-address.js';
import { Plain } from '../ui/values/Plain.js';

graphql(`
  fragment Balances_Account on Account {
    id
    totalUsd
    balances { asset code issuer amount spendable valueUsd price { asset source at demo } }
  }
`);

type Balance = Balances_AccountFragment['balances'][number];

const Worth = ({ balance, nowMs }: { balance: Balance; nowMs: number }) =>
  balance.valueUsd && balance.price ? (
    <>
      about {usd(balance.valueUsd)}
      <span className="block text-xs text-muted">
        {balance.price.demo ? 'demo price' : balance.price.source}, {age(balance.price.at, nowMs)}
      </span>
    </>
  ) : (
    <span className="text-muted">no price</span>
  );

/** What the account holds, exact to the last stroop. */
export const Balances = ({ account }: { account: Balances_AccountFragment }) => {
  const nowMs = useNow(15_000);
  const demo = account.balances.some(({ price }) => price?.demo);
  const note = account.totalUsd
    ? `About ${usd(account.totalUsd)} in total${demo ? ', at demo prices' : ''}`
    : undefined;
  return (
    <Panel title="Balances" note={note}>
      <ul className="divide-y divide-line">
        {account.balances.map((balance) => (
          <li
            key={balance.asset}
            className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-3 first:pt-0 last:pb-0"
          >
            <div className="min-w-0">
              <p className="text-lg font-semibold tabular-nums break-words">
                {exactAmount(balance.amount)} <Plain text={balance.code} />
              </p>
              <p className="text-sm text-muted">
                {exactAmount(balance.spendable)} can be spent
                {balance.issuer && (
                  <>
                    , issued by <span className="font-mono text-xs">{shortened(balance.issuer)}</span>
                  </>
                )}
              </p>
            </div>
            <p className="text-sm tabular-nums sm:text-right">
              <Worth balance={balance} nowMs={nowMs} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
