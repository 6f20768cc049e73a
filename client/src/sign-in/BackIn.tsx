import { Button } from '../ui/Button.js';
import { fullTime } from '../ui/values/format-time.js';
import { Plain } from '../ui/values/Plain.js';
import type { Passkey } from './way-back.js';

/** What the new passkey may do, and what it may not do yet: in words, before the person is on their way. */
export const BackIn = ({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) => (
  <div className="flex flex-col gap-3 p-5">
    <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm">
      <li>
        <strong>
          <Plain text={passkey.name} />
        </strong>{' '}
        signs you in from now on.
      </li>
      {passkey.confirmsFrom && (
        <>
          <li>
            From <strong>{fullTime(passkey.confirmsFrom)}</strong> it also confirms. Until then payments that ask,
            milder rules, keys for programs and the end of a stop wait, and so does removing a passkey: a thief with
            your code would have to wait just as long.
          </li>
          <li>From then on remove the lost passkey in Settings. Stop everything now if somebody could have it.</li>
        </>
      )}
      <li>All your other sessions were ended. You can stop everything at any time, without a passkey.</li>
    </ul>
    <Button look="primary" className="self-start" onClick={onDone}>
      Go to Tuxedo
    </Button>
  </div>
);
