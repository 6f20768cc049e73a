import { useState } from 'react';
import { useAction } from '../graphql/use-action.js';
import { useRecoveryCodes } from '../graphql/use-recovery-codes.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Panel } from '../ui/Panel.js';
import { RecoveryCodes } from '../ui/RecoveryCodes.js';

type Props = { left: number; unsaved: boolean; onChanged: () => void };

/** The way back in without a passkey. */
export const RecoveryPanel = ({ left, unsaved, onChanged }: Props) => {
  const { make, save } = useRecoveryCodes();
  const making = useAction();
  const saving = useAction();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const renew = () =>
    making.run(async () => {
      setCodes(await make());
      onChanged();
    });
  const keep = (shown: readonly string[]) =>
    saving.run(async () => {
      await save(shown);
      setCodes(null);
      onChanged();
    });
  return (
    <Panel
      title="Recovery codes"
      note={`${left} ${left === 1 ? 'code is' : 'codes are'} left. Each lets you in once, without a passkey.`}
      action={
        <Button disabled={making.working} onClick={() => void renew()}>
          Make new codes
        </Button>
      }
    >
      <p className="text-sm text-muted">
        New codes take the place of the old ones once you have saved them.
        {unsaved && codes === null && ' The last ones that you made were not saved: make new ones and save those.'}
      </p>
      {making.error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {making.error}
        </p>
      )}
      <Dialog
        open={codes !== null}
        onOpenChange={(open) => !open && setCodes(null)}
        title="Your new recovery codes"
        description="They are shown only now, and hold once you have saved them."
      >
        {codes && (
          <RecoveryCodes codes={codes} onSaved={() => void keep(codes)} working={saving.working} error={saving.error} />
        )}
      </Dialog>
    </Panel>
  );
};
