import { KeyRound } from 'lucide-react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { makePasskey } from '../graphql/passkey.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Button } from '../ui/Button.js';
import { Field } from '../ui/Field.js';

const StartRegistration = graphql(`
  mutation StartRegistration($input: StartRegistrationInput!) {
    startRegistration(input: $input) { id options }
  }
`);
const FinishRegistration = graphql(`
  mutation FinishRegistration($input: FinishRegistrationInput!) {
    finishRegistration(input: $input) { recoveryCodes user { id name } }
  }
`);

type Props = { onCodes: (codes: readonly string[]) => void; onSignedIn: () => void };

/** A newcomer's way in: a name and a passkey, and then the codes for the day the passkey is gone. */
export const CreatePasskey = ({ onCodes, onSignedIn }: Props) => {
  const client = useClient();
  const { run, working, error } = useAction();

  const register = (name: string) =>
    run(async () => {
      const { startRegistration } = dataOf(await client.mutation(StartRegistration, { input: { name } }));
      const response = await makePasskey(startRegistration.options);
      const input = { challengeId: startRegistration.id, response };
      const { finishRegistration } = dataOf(await client.mutation(FinishRegistration, { input }));
      if (finishRegistration.recoveryCodes?.length) onCodes(finishRegistration.recoveryCodes);
      else onSignedIn();
    });
  return (
    <form
      aria-label="Create a passkey"
      className="flex flex-col gap-3 p-5"
      onSubmit={(event) => {
        event.preventDefault();
        void register(String(new FormData(event.currentTarget).get('name') ?? '').trim());
      }}
    >
      {/* "webauthn" lets the browser offer passkeys it already holds while this field has the focus. */}
      <Field name="name" label="Your name" required maxLength={60} autoComplete="username webauthn" placeholder="Ada" />
      <Button type="submit" icon={<KeyRound size={16} aria-hidden />} disabled={working}>
        Create a passkey
      </Button>
      <p className="text-sm text-muted">
        New here? The passkey stays on your device and confirms each payment that needs you.
      </p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </form>
  );
};
