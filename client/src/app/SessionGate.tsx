import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { toast } from 'sonner';
import { Provider, useQuery } from 'urql';
import { onAnnouncement } from '../graphql/announcements.js';
import { browserStorage } from '../graphql/browser-storage.js';
import { createGraphqlClient } from '../graphql/client.js';
import { errorCodeOf, errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { SessionQuery as Session } from '../graphql/generated/graphql.js';
import { onOtherTabs, tellOtherTabs } from '../graphql/other-tabs.js';
import { Person } from '../graphql/person.js';
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
  const tell = useEffectEvent(onState);
  useEffect(() => {
    if (data) tell({ viewer: data.viewer });
    else if (signedOut) tell('out');
  }, [data, signedOut]);
  if (!error || signedOut) return <Loading what="Tuxedo" />;
  return <Unreachable sentence={errorSentence(error)} onRetry={() => ask({ requestPolicy: 'network-only' })} />;
};

/** Whoever came in with a recovery code first gets a passkey again. */
const SignedIn = ({ viewer, codes }: { viewer: Session['viewer']; codes: readonly string[] | null }) => {
  const [way, setWay] = useState(() => wayBackOf(viewer, serverNow()));
  return (
    <Person value={viewer.id}>
      {way ? <RecoveryPage way={way} codes={codes} onDone={() => setWay(null)} /> : <Shell />}
    </Person>
  );
};

/** One client for each session: nothing that one person has read or written stays for the next. */
export const SessionGate = () => {
  const [{ client, close }, setClient] = useState(createGraphqlClient);
  const [state, setState] = useState<State>('asking');
  /** Shown by the sign-in with a recovery code, and kept until they are saved. */
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const last = useRef<string | null>(null);
  const navigate = useNavigate();

  const begin = (next: State, shown: readonly string[] | null = null) => {
    close();
    setClient(createGraphqlClient());
    setCodes(shown);
    setState(next);
  };
  const see = (found: State) => {
    if (typeof found === 'object') {
      const { id } = found.viewer;
      browserStorage.forgetPeople(id);
      tellOtherTabs({ entered: id });
      // The address was somebody else's place.
      if (last.current !== null && last.current !== id) navigate('/', { replace: true });
      last.current = id;
    } else browserStorage.forgetPeople(null);
    setState(found);
  };
  const leave = () => {
    if (typeof state !== 'object') return state === 'asking' ? see('out') : undefined;
    browserStorage.forgetPeople(null);
    toast.dismiss();
    tellOtherTabs({ left: true });
    begin('ended');
  };
  /** Somebody came or went in another tab, or the session is another person's by now. */
  const askAnew = () => {
    browserStorage.forgetPeople(null);
    toast.dismiss();
    begin('asking');
  };
  const left = useEffectEvent(leave);
  const changed = useEffectEvent(askAnew);
  const heard = useEffectEvent((news: Parameters<Parameters<typeof onOtherTabs>[0]>[0]) => {
    if (typeof state !== 'object') return;
    if ('left' in news || news.entered !== state.viewer.id) askAnew();
  });
  useEffect(() => {
    const ends = [
      onAnnouncement(['signed-out'], () => left()),
      onAnnouncement(['somebody-else'], () => changed()),
      onOtherTabs((news) => heard(news)),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return (
    <Provider value={client}>
      {state === 'asking' && <Asking onState={see} />}
      {typeof state === 'object' && <SignedIn key={state.viewer.id} viewer={state.viewer} codes={codes} />}
      {(state === 'out' || state === 'ended') && (
        <SignInPage
          onSignedIn={() => begin('asking')}
          onRecovered={(shown) => begin('asking', shown)}
          ended={state === 'ended'}
        />
      )}
    </Provider>
  );
};
