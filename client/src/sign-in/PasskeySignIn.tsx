import { browserSupportsWebAuthnAutofill } from '@simplewebauthn/browser';
import { Fingerprint } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { askForPasskey, cancelPasskey } from '../graphql/passkey.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Button } from '../ui/Button.js';

const StartSignIn = graphql(`
  mutation StartSignIn($input: StartSignInInput) {
    startSignIn(input: $input) { id options }
  }
`);
const FinishSignIn = graphql(`
  mutation FinishSignIn($input: FinishSignInInput!) {
    finishSignIn(input: $input) { expiresAt user { id name } }
  }
`);

/** The browser knows who you are; no name is asked. A passkey in its autofill is enough. */
export const PasskeySignIn = ({ onSignedIn }: { onSignedIn: () => void }) => {
  const client = useClient();
  const { run, working, error } = useAction();

  const signIn = async (conditional: boolean, signal?: AbortSignal) => {
    const { startSignIn } = dataOf(await client.mutation(StartSignIn, { input: { conditional } }));
    if (signal?.aborted) return;
    const response = await askForPasskey(startSignIn.options, conditional);
    if (signal?.aborted) return;
    dataOf(await client.mutation(FinishSignIn, { input: { challengeId: startSignIn.id, response } }));
    onSignedIn();
  };

  const offer = useEffectEvent(async (signal: AbortSignal) => {
    if (!(await browserSupportsWebAuthnAutofill()) || signal.aborted) return;
    // Nobody asked for this one yet: a refusal or its end through the button is not an error to show.
    await signIn(true, signal).catch(() => {});
  });
  useEffect(() => {
    const leaving = new AbortController();
    void offer(leaving.signal);
    return () => {
      leaving.abort();
      cancelPasskey();
    };
  }, []);

  return (
    <section aria-label="Sign in" className="flex flex-col gap-3 p-5">
      <Button
        look="quiet"
        icon={<Fingerprint size={18} aria-hidden />}
        disabled={working}
        onClick={() => void run(() => signIn(false))}
      >
        Sign in with a passkey
      </Button>
      <p className="text-sm text-muted">
        Your device confirms it is you by fingerprint, face or PIN; no password exists.
      </p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </section>
  );
};
