import { ChevronRight, Wallet } from 'lucide-react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { AccountsPageQuery } from '../graphql/generated/graphql.js';
import { Badge, NetworkBadge } from '../ui/Badge.js';
import { useTitle } from '../ui/browser/use-title.js';
import { EmptyState, Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Page } from '../ui/Panel.js';
import { shortAmount, usd } from '../ui/values/format-amount.js';
import { shortened } from '../ui/values/group-address.js';
import { Plain } from '../ui/values/Plain.js';
import { ArchivedAccounts } from './ArchivedAccounts.js';
import { Contacts } from './Contacts.js';
import { CreateAccount } from './CreateAccount.js';

const AccountsQuery = graphql(`
  query AccountsPage($after: String) {
    accounts(first: 50, after: $after) {
      totalCount
      nodes {
        id
        name
        address
        network
        frozen
        archived
        totalUsd
        balances { asset code amount price { asset demo } }
      }
    }
  }
`);
const context = { additionalTypenames: ['Account'] };

type AccountNode = AccountsPageQuery['accounts']['nodes'][number];

const AccountRow = ({ account }: { account: AccountNode }) => (
  <li>
    <Link to={`/accounts/${account.id}`} className="flex items-center gap-4 px-5 py-4 hover:bg-sunken">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <strong className="font-semibold break-words">
            <Plain text={account.name} />
          </strong>
          <NetworkBadge network={account.network} />
          {account.frozen && <Badge tone="warn">Frozen</Badge>}
        </span>
        <span className="mt-0.5 block font-mono text-xs text-muted">{shortened(account.address)}</span>
        <span className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm tabular-nums">
          {account.balances.map((balance) => (
            <span key={balance.asset}>
              {shortAmount(balance.amount)}{' '}
              <span className="text-muted">
                <Plain text={balance.code} />
              </span>
            </span>
          ))}
        </span>
      </span>
      {account.totalUsd && (
        <span className="hidden text-right tabular-nums sm:block">
          <span className="block font-semibold">about {usd(account.totalUsd)}</span>
          {account.balances.some(({ price }) => price?.demo) && <span className="text-xs text-muted">demo price</span>}
        </span>
      )}
      <ChevronRight size={18} aria-hidden className="shrink-0 text-muted" />
    </Link>
  </li>
);

/** The person's Stellar accounts and the people they pay. */
export const AccountsPage = () => {
  useTitle('Accounts');
  const [{ data, error }, refresh] = useQuery({ query: AccountsQuery, variables: { after: null }, context });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['accounts'], again);
  const accounts = data?.accounts.nodes.filter((account) => !account.archived) ?? [];
  return (
    <Page
      title="Accounts"
      lead="The server holds their keys. The agent can propose from them; only your rules and you let anything leave."
      actions={<CreateAccount />}
    >
      {error && !data && <ErrorNotice message={errorSentence(error)} onRetry={again} />}
      {!data && !error && <Loading what="accounts" />}
      {data && accounts.length === 0 && (
        <EmptyState icon={<Wallet size={28} />} title="No account yet">
          Make one to hold and send money.
        </EmptyState>
      )}
      {accounts.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} />
          ))}
        </ul>
      )}
      <ArchivedAccounts />
      <Contacts />
    </Page>
  );
};
