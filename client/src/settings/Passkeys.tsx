import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { graphql } from '../graphql/generated/gql.js';
import type { Passkeys_PasskeyFragment } from '../graphql/generated/graphql.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Panel } from '../ui/Panel.js';
import { fullTime } from '../ui/values/format-time.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';
import { AddPasskey, RemovePasskey, RenamePasskey } from './PasskeyForms.js';

graphql(`
  fragment Passkeys_Passkey on Passkey {
    id
    name
    createdAt
    lastUsedAt
    backedUp
    confirmsFrom
  }
`);

type Open = { form: 'add' } | { form: 'rename' | 'remove'; passkey: Passkeys_PasskeyFragment };
const titles = { add: 'Add a passkey', rename: 'Rename passkey', remove: 'Remove this passkey?' } as const;

const Row = ({ passkey, onOpen }: { passkey: Passkeys_PasskeyFragment; onOpen: (open: Open) => void }) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
    <KeyRound size={18} aria-hidden className="text-muted" />
    <div className="min-w-0 flex-1 basis-40">
      <p className="font-semibold break-words">
        <Plain text={passkey.name} />
      </p>
      <p className="text-sm text-muted">
        {passkey.lastUsedAt ? (
          <>
            Used <Time at={passkey.lastUsedAt} />
          </>
        ) : (
          <>
            Made <Time at={passkey.createdAt} />, not used yet
          </>
        )}
        {passkey.backedUp ? ', synced by its maker' : ', on one device only'}
        {passkey.confirmsFrom && `; new, confirms from ${fullTime(passkey.confirmsFrom)} on`}
      </p>
    </div>
    <Button look="plain" onClick={() => onOpen({ form: 'rename', passkey })}>
      Rename
    </Button>
    <Button look="danger" onClick={() => onOpen({ form: 'remove', passkey })}>
      Remove
    </Button>
  </li>
);

/** The keys to this user; two on two devices are better than one. */
export const Passkeys = ({
  passkeys,
  onChanged,
}: {
  passkeys: readonly Passkeys_PasskeyFragment[];
  onChanged: () => void;
}) => {
  const [open, setOpen] = useState<Open | null>(null);
  const done = () => {
    setOpen(null);
    onChanged();
  };
  return (
    <Panel
      title="Passkeys"
      note="They let you in and confirm payments. Keep two, on two devices."
      action={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => setOpen({ form: 'add' })}>
          Add passkey
        </Button>
      }
    >
      {passkeys.length === 0 && <p className="text-sm text-muted">None: a demo user confirms without one.</p>}
      <ul className="divide-y divide-line">
        {passkeys.map((passkey) => (
          <Row key={passkey.id} passkey={passkey} onOpen={setOpen} />
        ))}
      </ul>
      <Dialog
        open={open !== null}
        onOpenChange={(isOpen) => !isOpen && setOpen(null)}
        title={open ? titles[open.form] : ''}
      >
        {open?.form === 'add' && <AddPasskey onDone={done} />}
        {open?.form === 'rename' && <RenamePasskey passkey={open.passkey} onDone={done} />}
        {open?.form === 'remove' && <RemovePasskey passkey={open.passkey} onDone={done} />}
      </Dialog>
    </Panel>
  );
};
