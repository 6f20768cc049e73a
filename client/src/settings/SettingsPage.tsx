import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Page } from '../ui/Panel.js';
import { About } from './About.js';
import { ApiKeys } from './ApiKeys.js';
import { DeleteUser } from './DeleteUser.js';
import { Passkeys } from './Passkeys.js';
import { RecoveryPanel } from './RecoveryPanel.js';
import { RulesLink } from './RulesLink.js';
import { Sessions } from './Sessions.js';
import { ThemeChoice } from './ThemeChoice.js';

const SettingsQuery = graphql(`
  query SettingsPage {
    viewer {
      id
      name
      demo
      recoveryCodesLeft
      recoveryCodesUnsaved
      passkeys { ...Passkeys_Passkey }
      sessions { ...Sessions_Session }
    }
  }
`);
const context = { additionalTypenames: ['Passkey', 'Session', 'User'] };

/** The person's own things: how the agent is held, how they get in. */
export const SettingsPage = () => {
  useTitle('Settings');
  const [{ data, error }, refresh] = useQuery({ query: SettingsQuery, context });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['viewer'], again);
  if (error && !data)
    return (
      <Page title="Settings">
        <ErrorNotice message={errorSentence(error)} onRetry={again} />
      </Page>
    );
  if (!data) return <Loading what="settings" />;
  const { viewer } = data;
  return (
    <Page
      title="Settings"
      lead={viewer.demo ? 'You are a demo user: a throw-away user with test money.' : `Signed in as ${viewer.name}.`}
    >
      <RulesLink />
      <Passkeys passkeys={viewer.passkeys} onChanged={again} />
      <RecoveryPanel left={viewer.recoveryCodesLeft} unsaved={viewer.recoveryCodesUnsaved} onChanged={again} />
      <Sessions sessions={viewer.sessions} onChanged={again} />
      <ApiKeys />
      <ThemeChoice />
      <About />
      <DeleteUser />
    </Page>
  );
};
