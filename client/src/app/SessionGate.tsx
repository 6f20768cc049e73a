import { useEffect, useState } from 'react';
import { Provider, useQuery } from 'urql';
import { createGraphqlClient } from '../graphql/client.js';
import { errorCodeOf, errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { onAnnouncement } from '../graphql/live-events.js';
import { SignInPage } from '../sign-in/SignInPage.js';
import { Button } from '../ui/Button.js';
import { EmptyState, Loading } from '../ui/EmptyState.js';
import { Shell } from './Shell.js';

const SessionQuery = graphql(`
  query Session {
    viewer { id name }
  }
`);

type State = 'asking' | 'in' | 'out' | 'ended';

/** Asks once who is there. The address stays as it is, so that after signing in a person is where they wanted to be. */
const Gate = ({ state, onState }: { state: State; onState: (state: State) => void }) => {
  const [{ data, error }, ask] = useQuery({
    query: SessionQuery,
    requestPolicy: 'network-only',
    pause: state !== 'asking',
  });
  const signedOut = errorCodeOf(error) === 'UNAUTHENTICATED';
  useEffect(() => {
    if (state !== 'asking') return;
    if (data) onState('in');
    else if (signedOut) onState('out');
  }, [data, signedOut, state, onState]);

  if (state === 'in') return <Shell />;
  if (state === 'asking' && !error) return <Loading what="Tuxedo" />;
  if (state === 'asking' && error && !signedOut) {
    return (
      <main className="mx-auto max-w-md p-6">
        <EmptyState title="Tuxedo does not answer">
          <p className="mb-4">{errorSentence(error)}</p>
          <Button onClick={() => ask({ requestPolicy: 'network-only' })}>Try again</Button>
        </EmptyState>
      </main>
    );
  }
  return <SignInPage onSignedIn={() => onState('in')} ended={state === 'ended'} />;
};

/** One client for each session: nothing that one person has read stays for the next. */
export const SessionGate = () => {
  const [{ client, close }, setClient] = useState(createGraphqlClient);
  const [state, setState] = useState<State>('asking');

  useEffect(
    () =>
      onAnnouncement(['signed-out'], () => {
        setState((before) => (before === 'in' ? 'ended' : before === 'asking' ? 'out' : before));
      }),
    [],
  );
  const change = (next: State) => {
    if (next === 'in' && state !== 'asking') {
      close();
      setClient(createGraphqlClient());
    }
    setState(next);
  };
  return (
    <Provider value={client}>
      <Gate state={state} onState={change} />
    </Provider>
  );
};
