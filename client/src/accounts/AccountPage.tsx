import { ArrowLeft } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { NetworkBadge } from '../ui/Badge.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Notice } from '../ui/Notice.js';
import { Page, Panel } from '../ui/Panel.js';
import { Address } from '../ui/values/Address.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { AccountActions } from './AccountActions.js';
import { AccountFreeze } from './AccountFreeze.js';
import { ActivityList } from './ActivityList.js';
import { Balances } from './Balances.js';
import { ControlWarnings } from './ControlWarnings.js';

const AccountQuery = graphql(`
  query AccountPage($id: ID!) {
    account(id: $id) {
      id
      name
      address
      network
      frozen
      frozenReason
      archived
      control { warnings }
      ...Balances_Account
    }
    server { networks { network testMoney } }
  }
`);

/** One account: what it holds, where to send to it, what happened. */
export const AccountPage = () => {
  const { id = '' } = useParams();
  const [{ data, error }, refresh] = useQuery({ query: AccountQuery, variables: { id } });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['accounts'], again);
  const account = data?.account;
  useTitle(account?.name ?? 'Account');
  if (error && !account)
    return (
      <Page title="Account">
        <ErrorNotice message={errorSentence(error)} onRetry={again} />
      </Page>
    );
  if (!account) return <Loading what="the account" />;
  const fundable = data.server.networks.find(({ network }) => network === account.network)?.testMoney ?? false;
  return (
    <Page
      title={escapeHidden(account.name)}
      lead={<NetworkBadge network={account.network} />}
      actions={<AccountActions account={account} fundable={fundable} />}
      back={
        <Link
          to="/accounts"
          className="inline-flex min-h-11 items-center gap-2 text-sm font-medium text-muted hover:text-ink"
        >
          <ArrowLeft size={16} aria-hidden /> All accounts
        </Link>
      }
    >
      {account.archived && (
        <Notice tone="warn" role="status">
          <strong className="font-semibold">This account is archived: nothing is sent from it.</strong> Money can still
          arrive.
        </Notice>
      )}
      {account.frozen && <AccountFreeze account={account} />}
      <ControlWarnings warnings={account.control?.warnings ?? []} />
      <Balances account={account} />
      <Panel
        title="Receive"
        note={fundable ? 'Test money only: real money sent here is lost.' : 'Send only Stellar assets to this address.'}
      >
        <Address address={account.address} copy />
      </Panel>
      <ActivityList key={account.id} accountId={account.id} />
      {!account.frozen && <AccountFreeze account={account} />}
    </Page>
  );
};
