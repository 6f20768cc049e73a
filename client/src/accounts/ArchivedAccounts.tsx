import { Link } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { NetworkBadge } from '../ui/Badge.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Panel } from '../ui/Panel.js';
import { shortAmount, usd } from '../ui/values/format-amount.js';
import { Plain } from '../ui/values/Plain.js';
import { BringBackButton } from './ArchiveButtons.js';

const ArchivedQuery = graphql(`
  query ArchivedAccounts {
    accounts(first: 20, archived: true) {
      nodes { id name network totalUsd balances { asset code amount } }
    }
  }
`);
const context = { additionalTypenames: ['Account'] };

/** What was put away, with what it holds: money may arrive there at any time. */
export const ArchivedAccounts = () => {
  const [{ data, error }, refresh] = useQuery({ query: ArchivedQuery, context });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['accounts'], again);
  if (error && !data) return <ErrorNotice message={errorSentence(error)} onRetry={again} />;
  const accounts = data?.accounts.nodes ?? [];
  if (accounts.length === 0) return null;
  return (
    <Panel title="Archived" note="Put away: nothing is sent from them. What they hold stays theirs.">
      <ul className="divide-y divide-line">
        {accounts.map((account) => (
          <li key={account.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <span className="min-w-0">
              <Link to={`/accounts/${account.id}`} className="inline-flex min-h-6 items-center font-semibold underline">
                <Plain text={account.name} />
              </Link>{' '}
              <NetworkBadge network={account.network} />
              <span className="mt-1 flex flex-wrap gap-x-4 text-sm tabular-nums text-muted">
                {account.balances.map(({ asset, amount, code }) => (
                  <span key={asset}>
                    {shortAmount(amount)} <Plain text={code} />
                  </span>
                ))}
                {account.totalUsd && <span>about {usd(account.totalUsd)}</span>}
              </span>
            </span>
            <BringBackButton account={account} />
          </li>
        ))}
      </ul>
    </Panel>
  );
};
