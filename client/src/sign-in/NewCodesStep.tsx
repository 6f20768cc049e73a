import { useState } from 'react';
import { useAction } from '../graphql/use-action.js';
import { useRecoveryCodes } from '../graphql/use-recovery-codes.js';
import { Button } from '../ui/Button.js';
import { RecoveryCodes } from '../ui/RecoveryCodes.js';
import { timeLeft } from '../ui/values/format-time.js';

type Props = { codes: readonly string[] | null; leftMs: number; codesLeft: number; onSaved: () => void };

const olderCodes = (count: number): string =>
  count > 0
    ? `Your ${count === 1 ? 'older code still works' : `${count} older codes still work`}. `
    : 'No recovery code is left. ';

/** Codes that were on the screen before a reload nobody can show again: then there are new ones. */
export const NewCodesStep = ({ codes: given, leftMs, codesLeft, onSaved }: Props) => {
  const { make, save } = useRecoveryCodes();
  const [codes, setCodes] = useState(given);
  const { run, working, error } = useAction();
  if (codes)
    return (
      <div className="border-t border-line p-5">
        <RecoveryCodes
          codes={codes}
          working={working}
          error={error}
          onSaved={() =>
            void run(async () => {
              await save(codes);
              onSaved();
            })
          }
        />
      </div>
    );
  const isOver = leftMs <= 0;
  return (
    <div className="flex flex-col items-start gap-3 border-t border-line p-5">
      {isOver ? (
        <p role="alert">
          The 15 minutes are over. {olderCodes(codesLeft)}Make new ones in Settings when your new passkey counts.
        </p>
      ) : (
        <p className="text-sm text-muted">
          They were shown before and not saved, so they never held. {timeLeft(leftMs)} are left to make new ones.
        </p>
      )}
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      {isOver ? (
        <Button look="primary" onClick={onSaved}>
          Go on
        </Button>
      ) : (
        <Button look="primary" disabled={working} onClick={() => void run(async () => setCodes(await make()))}>
          Make new codes
        </Button>
      )}
    </div>
  );
};
