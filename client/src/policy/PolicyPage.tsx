import { useNavigate, useParams } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { SelectField } from '../ui/Field.js';
import { Page } from '../ui/Panel.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { fullTime } from '../ui/values/format-time.js';
import { CapsPanel } from './CapsPanel.js';
import { DestinationsPanel } from './DestinationsPanel.js';
import { FreezePanel } from './FreezePanel.js';
import { HoursPanel } from './HoursPanel.js';
import { QuestionsPanel } from './QuestionsPanel.js';

const PolicyQuery = graphql(`
  query PolicyPage($accountId: ID) {
    policy(accountId: $accountId) { ...Rules_Policy }
    spending(accountId: $accountId) { ...Rules_SpendingUsage }
    accounts(first: 100) { nodes { id name } }
  }
`);
const context = { additionalTypenames: ['Policy', 'Account'] };

type Account = { id: string; name: string };

const WhoseRules = ({ accounts, accountId }: { accounts: readonly Account[]; accountId: string | null }) => {
  const navigate = useNavigate();
  return (
    <div className="flex flex-col gap-1.5">
      <SelectField
        label="Rules of"
        className="max-w-sm"
        value={accountId ?? ''}
        onChange={(event) => navigate(event.target.value ? `/policy/${event.target.value}` : '/policy')}
      >
        <option value="">all my accounts</option>
        {accounts.map(({ id, name }) => (
          <option key={id} value={id}>
            {escapeHidden(name)} alone
          </option>
        ))}
      </SelectField>
      {accountId && (
        <p className="text-sm text-muted">
          What holds for this account: of each rule the stricter one, its own or that of all your accounts. It can only
          be stricter than them.
        </p>
      )}
    </div>
  );
};

/** What may be signed without a question and what never, as the server has it now; and the way to change it. */
export const PolicyPage = () => {
  useTitle('Policy');
  const { accountId = null } = useParams();
  const [{ data, error }, refresh] = useQuery({ query: PolicyQuery, variables: { accountId }, context });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['viewer', 'transactions', 'approvals'], again);
  // While the rules of another scope load, urql still holds those of the one before.
  const shown = data && (data.policy.accountId ?? null) === accountId ? data : null;
  if (error && !shown)
    return (
      <Page title="Policy">
        <ErrorNotice message={errorSentence(error)} onRetry={again} />
      </Page>
    );
  if (!shown) return <Loading what="the policy" />;
  const { policy, spending, accounts } = shown;
  return (
    <Page
      title="Policy"
      lead="What the agent may do alone, what asks you, and what is never signed. A stricter rule holds at once; a looser one needs your passkey."
    >
      <WhoseRules accounts={accounts.nodes} accountId={accountId} />
      <p className="text-sm text-muted">
        Version {policy.version}, in force since {fullTime(policy.updatedAt)}.
      </p>
      <FreezePanel />
      <CapsPanel rules={policy} spending={spending} onChanged={again} />
      <QuestionsPanel rules={policy} onChanged={again} />
      <DestinationsPanel rules={policy} onChanged={again} />
      <HoursPanel rules={policy} onChanged={again} />
    </Page>
  );
};
