import { useState } from 'react';
import { useClient } from 'urql';
import { announce } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import { serverNow } from '../graphql/server-clock.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useNow } from '../ui/browser/use-now.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Logo } from '../ui/Logo.js';
import { BackIn } from './BackIn.js';
import { NewCodesStep } from './NewCodesStep.js';
import { NewPasskeyStep } from './NewPasskeyStep.js';
import { RecoverySteps } from './RecoverySteps.js';
import type { WayBack } from './way-back.js';

const StopAndLeave = graphql(`
  mutation StopAfterRecovery {
    freeze(reason: "Stopped after a recovery code was used") { id frozen }
    signOut
  }
`);
const Leave = graphql(`
  mutation LeaveRecovery {
    signOut
  }
`);

const HEADINGS = [
  ['You are in with a recovery code', 'Add a passkey now. Until then you can do nothing but stop everything.'],
  ['Save your new recovery codes', 'They are the way in if you lose this passkey too.'],
  ['You are back', 'This is what holds from now on.'],
] as const;

type Props = { way: WayBack; codes: readonly string[] | null; onDone: () => void };

/** After a recovery code, before anything else: a passkey, codes that are not lost, and what holds until tomorrow. */
export const RecoveryPage = ({ way, codes, onDone }: Props) => {
  useTitle('Recovery');
  const client = useClient();
  const { run, error } = useAction();
  const [passkey, setPasskey] = useState(way.passkey);
  const [saved, setSaved] = useState(false);
  const leftMs = Date.parse(way.endsAt) - useNow(1000, serverNow);
  const done = !passkey ? 0 : saved ? 2 : 1;
  const [title, lead] = HEADINGS[done];
  const leave = (mutation: typeof Leave | typeof StopAndLeave) =>
    void run(async () => {
      dataOf(await client.mutation<object>(mutation, {}));
      announce('signed-out');
    });
  const { codesLeft } = way;
  const steps = [
    { title: 'Code used', note: `It is spent; ${codesLeft} of the others ${codesLeft === 1 ? 'is' : 'are'} left.` },
    { title: 'Add a passkey on this device', note: 'Fingerprint, face or PIN. Your old passkey is not needed.' },
    { title: 'Save new codes', note: 'The older ones end once you have.' },
  ];
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-lg flex-col justify-center gap-5 px-4 py-10">
      <div className="text-xl">
        <Logo />
      </div>
      <section
        aria-labelledby="recovery"
        className="enter overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
      >
        <header className="border-b border-line px-5 py-4">
          <h1 id="recovery" className="text-xl font-semibold tracking-tight">
            {title}
          </h1>
          <p className="text-muted text-pretty">{lead}</p>
        </header>
        {done < 2 && <RecoverySteps steps={steps} done={done + 1} />}
        {!passkey && (
          <NewPasskeyStep leftMs={leftMs} codesLeft={codesLeft} onAdded={setPasskey} onLeave={() => leave(Leave)} />
        )}
        {passkey && !saved && (
          <NewCodesStep codes={codes} leftMs={leftMs} codesLeft={codesLeft} onSaved={() => setSaved(true)} />
        )}
        {passkey && saved && <BackIn passkey={passkey} onDone={onDone} />}
      </section>
      <p className="text-center text-sm text-muted">
        Not you?{' '}
        <button
          type="button"
          className="min-h-11 underline underline-offset-4 hover:text-ink"
          onClick={() => leave(StopAndLeave)}
        >
          Stop everything and sign out
        </button>
      </p>
      {error && (
        <p role="alert" className="text-center text-sm text-danger">
          {error}
        </p>
      )}
    </main>
  );
};
