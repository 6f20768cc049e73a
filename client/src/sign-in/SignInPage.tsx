import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { passkeysWork } from '../graphql/passkey.js';
import { useAction } from '../graphql/use-action.js';
import { useRecoveryCodes } from '../graphql/use-recovery-codes.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Logo } from '../ui/Logo.js';
import { Notice } from '../ui/Notice.js';
import { RecoveryCodes } from '../ui/RecoveryCodes.js';
import { CreatePasskey } from './CreatePasskey.js';
import { DemoSignIn } from './DemoSignIn.js';
import { PasskeySignIn } from './PasskeySignIn.js';
import { RecoverySignIn } from './RecoverySignIn.js';

const SignInServer = graphql(`
  query SignInServer {
    server { demoSignIn networks { network testMoney } }
  }
`);

const isIpAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.startsWith('[');

const AddressHint = () => {
  if (isIpAddress(location.hostname)) {
    const port = location.port ? `:${location.port}` : '';
    return (
      <Notice tone="warn">
        Passkeys need a name as the address, not a number. Open{' '}
        <a className="font-semibold underline" href={`http://localhost${port}${location.pathname}`}>
          http://localhost{port}
        </a>{' '}
        instead.
      </Notice>
    );
  }
  return passkeysWork() ? null : <Notice tone="warn">This browser knows no passkeys.</Notice>;
};

type Props = { onSignedIn: () => void; onRecovered: (codes: readonly string[]) => void; ended: boolean };

/** The way in. There is no password anywhere. */
export const SignInPage = ({ onSignedIn, onRecovered, ended }: Props) => {
  useTitle('Sign in');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [{ data }] = useQuery({ query: SignInServer });
  const { save } = useRecoveryCodes();
  const { run, working, error } = useAction();
  const keep = (shown: readonly string[]) =>
    run(async () => {
      await save(shown);
      onSignedIn();
    });
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-10">
      <div className="text-xl">
        <Logo />
      </div>
      {codes ? (
        <section className="enter flex flex-col gap-4 rounded-2xl border border-line bg-surface p-6 shadow-card">
          <h1 className="text-xl font-semibold tracking-tight">Save your recovery codes</h1>
          <p className="text-muted">
            If you lose every passkey, one of these codes lets you in, once each. They are shown only now.
          </p>
          <RecoveryCodes codes={codes} onSaved={() => void keep(codes)} working={working} error={error} />
        </section>
      ) : (
        <>
          <div>
            <h1 className="text-2xl font-semibold tracking-tight text-balance sm:text-3xl">
              Let an agent work, keep the purse.
            </h1>
            <p className="mt-2 text-muted text-pretty">
              It proposes payments. Your rules decide what it may do alone, and you confirm the rest.
            </p>
          </div>
          {ended && <Notice role="status">Your session has ended. Sign in and you are back where you were.</Notice>}
          <AddressHint />
          <div className="flex flex-col divide-y divide-line rounded-2xl border border-line bg-surface shadow-card">
            {data?.server.demoSignIn && <DemoSignIn onSignedIn={onSignedIn} />}
            <PasskeySignIn onSignedIn={onSignedIn} />
            <CreatePasskey onCodes={setCodes} onSignedIn={onSignedIn} />
            <RecoverySignIn onRecovered={onRecovered} />
          </div>
        </>
      )}
    </main>
  );
};
