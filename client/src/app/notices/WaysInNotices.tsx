import { CombinedError } from '@urql/core';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { toast } from 'sonner';
import { useClient, useQuery } from 'urql';
import { announce, useRefreshOn } from '../../graphql/announcements.js';
import { errorSentence } from '../../graphql/errors.js';
import { graphql } from '../../graphql/generated/gql.js';
import { dataOf, useAction } from '../../graphql/use-action.js';
import { useConsent } from '../../graphql/use-consent.js';
import { Button } from '../../ui/Button.js';
import { deviceName } from '../../ui/browser/device-name.js';
import { Notice } from '../../ui/Notice.js';
import { fullTime } from '../../ui/values/format-time.js';
import { Plain } from '../../ui/values/Plain.js';
import { type NewPasskey, type Recovered, waysInNews } from './way-in-news.js';

const WaysIn = graphql(`
  query WaysIn {
    viewer {
      id
      demo
      recoveryCodesLeft
      passkeys { id name createdAt addedFrom afterRecovery confirmsFrom }
      sessions { id current createdAt userAgent passkeyId recoveryEndsAt }
    }
  }
`);
const StopFirst = graphql(`
  mutation StopNotMe($reason: String) {
    freeze(reason: $reason) { id frozen frozenReason }
  }
`);
const RemoveNew = graphql(`
  mutation RemoveNotMine($input: RemovePasskeyInput!) {
    removePasskey(input: $input) { id recoveryCodesLeft passkeys { id name } }
  }
`);
const EndOther = graphql(`
  mutation EndNotMine($id: ID!) {
    revokeSession(id: $id)
  }
`);

/** Stops everything first: that needs no passkey, and holds whatever comes of the rest. */
const useNotMe = () => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const stop = async (reason: string) => {
    dataOf(await client.mutation(StopFirst, { reason }));
    announce('viewer');
  };
  const removed = async (id: string) => {
    const proof = await consent('removePasskey', { id });
    dataOf(await client.mutation(RemoveNew, { input: { id, consent: proof } }));
  };
  const remove = ({ id }: NewPasskey) =>
    run(async () => {
      await stop('A new passkey was not mine');
      await removed(id).catch((cause: unknown) => {
        const why =
          cause instanceof CombinedError ? errorSentence(cause) : 'Confirm with an older passkey to remove it.';
        throw new Error(`Everything is stopped, but the passkey is still there. ${why}`);
      });
      toast.success('Everything is stopped, and the passkey is removed with its sessions.');
      announce('viewer');
    });
  const end = ({ id }: Recovered) =>
    run(async () => {
      await stop('A recovery code was used, and not by me');
      dataOf(await client.mutation(EndOther, { id }));
      toast.success('Everything is stopped, and that session is ended. Make new recovery codes now.');
      announce('viewer');
    });
  return { remove: (one: NewPasskey) => void remove(one), end: (one: Recovered) => void end(one), working, error };
};

type AlarmProps = { children: ReactNode; button: string; working: boolean; error: string | null; onNotMe: () => void };

const Alarm = ({ children, button, working, error, onNotMe }: AlarmProps) => (
  <Notice
    tone="bad"
    role="alert"
    action={
      <Button look="danger" disabled={working} onClick={onNotMe}>
        {button}
      </Button>
    }
  >
    {children}
    {error && <span className="block font-semibold">{error}</span>}
  </Notice>
);

const Added = ({ passkey, onKnown }: { passkey: NewPasskey; onKnown: () => void }) => {
  const { remove, working, error } = useNotMe();
  return (
    <Alarm
      button="That was not me: freeze and remove it"
      working={working}
      error={error}
      onNotMe={() => remove(passkey)}
    >
      <strong className="font-semibold">
        The passkey “<Plain text={passkey.name} />” was added {fullTime(passkey.createdAt)}
      </strong>{' '}
      in <Plain text={deviceName(passkey.addedFrom ?? null)} />,{' '}
      {passkey.afterRecovery ? 'with one of your recovery codes' : 'with the word of another passkey of yours'}. It
      signs in; from {fullTime(passkey.confirmsFrom)} on it also confirms payments and can remove your other passkeys.{' '}
      <button type="button" className="min-h-6 underline underline-offset-4" onClick={onKnown}>
        That was me
      </button>
    </Alarm>
  );
};

const CameBack = ({ session }: { session: Recovered }) => {
  const { end, working, error } = useNotMe();
  return (
    <Alarm button="That was not me: freeze and end it" working={working} error={error} onNotMe={() => end(session)}>
      <strong className="font-semibold">
        Somebody signed in with one of your recovery codes {fullTime(session.createdAt)}
      </strong>{' '}
      in <Plain text={deviceName(session.userAgent ?? null)} />. They can add a passkey, which would count a day later.
    </Alarm>
  );
};

/** On every page, at once: who got a way in, when, and how to take it away. */
export const WaysInNotices = () => {
  const [{ data }, refresh] = useQuery({ query: WaysIn });
  const [known, setKnown] = useState<readonly string[]>([]);
  useRefreshOn(['viewer'], () => refresh({ requestPolicy: 'network-only' }));
  if (!data) return null;
  const { own, added, recovered, noCodes } = waysInNews(data.viewer);
  const unknown = added.filter(({ id }) => !known.includes(id));
  if (!own && unknown.length + recovered.length === 0 && !noCodes) return null;
  return (
    <div className="flex flex-col gap-2 border-b border-line p-2">
      {unknown.map((passkey) => (
        <Added key={passkey.id} passkey={passkey} onKnown={() => setKnown([...known, passkey.id])} />
      ))}
      {recovered.map((session) => (
        <CameBack key={session.id} session={session} />
      ))}
      {own && (
        <Notice>
          Your passkey “<Plain text={own.name} />” is new: until {fullTime(own.confirmsFrom)} it signs you in and
          confirms nothing, so payments that ask and changes that need a passkey wait or take an older one. You can stop
          everything at any time.
        </Notice>
      )}
      {noCodes && (
        <Notice tone="warn">
          You have no recovery codes in force. If you lose your passkeys, nothing lets you back in.{' '}
          <Link to="/settings" className="font-semibold underline underline-offset-4">
            Make and save new codes
          </Link>
        </Notice>
      )}
    </div>
  );
};
