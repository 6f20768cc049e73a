import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useAddPasskey } from '../graphql/use-add-passkey.js';
import { useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { deviceName } from '../ui/browser/device-name.js';
import { Field } from '../ui/Field.js';
import { Plain } from '../ui/values/Plain.js';

const Rename = graphql(`
  mutation RenamePasskey($input: RenamePasskeyInput!) {
    renamePasskey(input: $input) { id name }
  }
`);
const Remove = graphql(`
  mutation RemovePasskey($input: RemovePasskeyInput!) {
    removePasskey(input: $input) { id passkeys { id name } }
  }
`);

const NameForm = ({
  button,
  initial,
  working,
  error,
  onName,
}: {
  button: string;
  initial: string;
  working: boolean;
  error: string | null;
  onName: (name: string) => void;
}) => (
  <form
    className="flex flex-col gap-4"
    onSubmit={(event) => {
      event.preventDefault();
      onName(String(new FormData(event.currentTarget).get('name') ?? '').trim());
    }}
  >
    <Field
      name="name"
      label="Name"
      required
      maxLength={60}
      defaultValue={initial}
      hint="So that you know which device holds it."
      error={error}
    />
    <Button look="primary" type="submit" disabled={working} className="self-end">
      {button}
    </Button>
  </form>
);

export const AddPasskey = ({ onDone }: { onDone: () => void }) => {
  const addPasskey = useAddPasskey();
  const { run, working, error } = useAction();
  const add = (name: string) =>
    run(async () => {
      await addPasskey(name);
      onDone();
    });
  return (
    <NameForm
      button="Make passkey"
      initial={deviceName(navigator.userAgent)}
      working={working}
      error={error}
      onName={(name) => void add(name)}
    />
  );
};

type Existing = { passkey: { id: string; name: string }; onDone: () => void };

export const RenamePasskey = ({ passkey, onDone }: Existing) => {
  const client = useClient();
  const { run, working, error } = useAction();
  const rename = (name: string) =>
    run(async () => {
      dataOf(await client.mutation(Rename, { input: { id: passkey.id, name } }));
      onDone();
    });
  return (
    <NameForm
      button="Rename"
      initial={passkey.name}
      working={working}
      error={error}
      onName={(name) => void rename(name)}
    />
  );
};

export const RemovePasskey = ({ passkey, onDone }: Existing) => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const remove = () =>
    run(async () => {
      const proof = await consent('removePasskey', { id: passkey.id });
      dataOf(await client.mutation(Remove, { input: { id: passkey.id, consent: proof } }));
      onDone();
    });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">
        <strong>
          <Plain text={passkey.name} />
        </strong>{' '}
        will neither let you in nor confirm payments any more.
      </p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      <Button look="danger" disabled={working} className="self-end" onClick={() => void remove()}>
        Remove passkey
      </Button>
    </div>
  );
};
