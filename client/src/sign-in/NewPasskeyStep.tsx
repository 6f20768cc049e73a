import { Fingerprint } from 'lucide-react';
import { useAction } from '../graphql/use-action.js';
import { type AddedPasskey, useAddPasskey } from '../graphql/use-add-passkey.js';
import { Button } from '../ui/Button.js';
import { deviceName } from '../ui/browser/device-name.js';
import { timeLeft } from '../ui/values/format-time.js';

type Props = { leftMs: number; codesLeft: number; onAdded: (passkey: AddedPasskey) => void; onLeave: () => void };

const TimeIsUp = ({ codesLeft, onLeave }: Pick<Props, 'codesLeft' | 'onLeave'>) => (
  <div className="flex flex-col gap-3 border-t border-line bg-sunken px-5 py-4">
    <p role="alert">
      <strong className="font-semibold">The 15 minutes are over.</strong>{' '}
      {codesLeft > 0
        ? `Sign in with another recovery code: ${codesLeft} ${codesLeft === 1 ? 'is' : 'are'} left, and each gives you 15 minutes again.`
        : 'No recovery code is left. Sign in with a passkey on a device that still has one; without one there is no way on.'}
    </p>
    <Button look="primary" className="self-start" onClick={onLeave}>
      {codesLeft > 0 ? 'Use another code' : 'Go to the sign-in'}
    </Button>
  </div>
);

/** The code is used up; this is what it was for. Cancelled, it can be tried again as long as time is left. */
export const NewPasskeyStep = ({ leftMs, codesLeft, onAdded, onLeave }: Props) => {
  const addPasskey = useAddPasskey();
  const { run, working, error } = useAction();
  const add = () => run(async () => onAdded(await addPasskey(deviceName(navigator.userAgent))));
  if (leftMs <= 0) return <TimeIsUp codesLeft={codesLeft} onLeave={onLeave} />;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-b-2xl bg-primary px-5 py-3 text-primary-ink">
      <div className="min-w-0 flex-1 basis-40">
        <p role="timer" aria-label="Time left to add a passkey" className="tabular-nums">
          <strong className="font-semibold">{timeLeft(leftMs)}</strong> left
        </p>
        <p className="text-sm opacity-80">then you need another code</p>
      </div>
      <Button icon={<Fingerprint size={18} aria-hidden />} disabled={working} onClick={() => void add()}>
        Add passkey
      </Button>
      {error && (
        <p role="alert" className="basis-full text-sm">
          {error}
        </p>
      )}
    </div>
  );
};
