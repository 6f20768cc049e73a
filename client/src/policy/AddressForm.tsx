import { useId } from 'react';
import { Button } from '../ui/Button.js';
import { Field } from '../ui/Field.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';

export type Named = { id: string; name: string; address: string };
type Props = { names: readonly Named[]; working: boolean; button: string; onAddress: (address: string) => void };

/** An address by hand, or one of those that have a name already. */
export const AddressForm = ({ names, working, button, onAddress }: Props) => {
  const known = useId();
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const address = String(new FormData(event.currentTarget).get('address') ?? '');
        onAddress(address.replace(/\s+/g, ''));
      }}
    >
      <Field
        name="address"
        label="Address"
        required
        autoComplete="off"
        spellCheck={false}
        list={known}
        hint="The whole address, G… or M…. Your contacts and accounts are offered while you type."
      />
      <datalist id={known}>
        {names.map(({ id, name, address }) => (
          <option key={id} value={address} label={escapeHidden(name)} />
        ))}
      </datalist>
      <Button look="primary" type="submit" disabled={working} className="self-end">
        {button}
      </Button>
    </form>
  );
};
