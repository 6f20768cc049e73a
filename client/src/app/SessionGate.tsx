import { useEffect, useState } from 'react';
import { Provider, useQuery } from 'urql';
import { createGraphqlClient } from '../graphql/client.js';
import { errorCodeOf, errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { SessionQuery as Session } from '../graphql/generated/graphql.js';
import { onAnnouncement } from '../graphql/live-events.js';
import { serverNow } from '../graphql/server-clock.js';
import { RecoveryPage } from '../sign-in/RecoveryPage.js';
import { SignInPage } from '../sign-in/SignInPage.js';
import { wayBackOf } from '../sign-in/way-back.js';
import { Button } from '../ui/Button.js';
import { EmptyState, Loading } from '../ui/EmptyState.js';
import { Shell } from './Shell.js';

const SessionQuery = graphql(`
  query Session {
    viewer {
      id
      name
      recoveryCodesLeft
      recoveryCodesUnsaved
      passkeys { id name confirmsFrom }
      sessions { id current passkeyId recoveryEndsAt }
    }
  }
`);

type State = 'asking' | 'out' | 'ended' | { viewer: Session['viewer'] };
type Props = { onState: (state: State) => void };

const Unreachable = ({ sentence, onRetry }: { sentence: string; onRetry: () => void }) => (
  <main className="mx-auto max-w-md p-6">
    <EmptyState title="Tuxedo does not answer">
      <p className="mb-4">{sentence}</p>
      <Button onClick={onRetry}>Try again</Button>
    </EmptyState>
  </main>
);

/** Asks once who is there. The address stays as it is, so that after signing in a person is where they wanted to be. */
const Asking = ({ onState }: Props) => {
  const [{ data, error }, ask] = useQuery({ query: SessionQuery, requestPolicy: 'network-only' });
  const signedOut = errorCodeOf(error) === 'UNAUTHENTICATED';
  useEffect(() => {
    if (data) onState({ viewer: data.viewer });
    else if (signedOut) onState('out');
  }, [data, signedOut, onState]);
  if (!error || signedOut) return <Loading what="Tuxedo" />;
  return <Unreachable sentence={errorSentence(error)} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
};

/** Whoever came in with a recovery code first gets a passkey again. */
const SignedIn = ({ viewer, codes }: { viewer: Session['viewer']; codes: readonly string[] | null }) => {
  const [way, setWay] = useState(() => wayBackOf(viewer, serverNow()));
  if (!way) return <Shell />;
  return <RecoveryPage way={way} codes={codes} onDone={() => setWay(null)} />;
};

/** One client for each session: nothing that one person has read stays for the next. */
export const SessionGate = () => {
  const [{ client, close }, setClient] = useState(createGraphqlClient);
  const [state, setState] = useState<State>('asking');
  /** Shown by the sign-in with a recovery code, and kept until they are saved. */
  const [codes, setCodes] = useState<readonly string[] | null>(null);

  useEffect(
    () =>
      onAnnouncement(['signed-out'], () => {
        setCodes(null);
        setState((before) => (typeof before === 'object' ? 'ended' : before === 'asking' ? 'out' : before));
      }),
    [],
  );
  const enter = (shown: readonly string[] | null) => {
    close();
    setClient(createGraphqlClient());
    setCodes(shown);
    setState('asking');
  };
  return (
    <Provider value={client}>
      {state === 'asking' && <Asking onState={setState} />}
      {typeof state === 'object' && <SignedIn viewer={state.viewer} codes={codes} />}
      {(state === 'out' || state === 'ended') && (
        <SignInPage onSignedIn={() => enter(null)} onRecovered={enter} ended={state === 'ended'} />
      )}
    </Provider>
  );
};
