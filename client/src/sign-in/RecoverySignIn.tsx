import { useMutation } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';
import { Disclosure } from '../ui/Disclosure.js';
import { Field } from '../ui/Field.js';

const Recover = graphql(`
  mutation SignInWithRecoveryCode($input: RecoveryCodeInput!) {
    signInWithRecoveryCode(input: $input) { recoveryCodes user { id name } }
  }
`);

/** For the day every passkey is gone. */
export const RecoverySignIn = ({ onRecovered }: { onRecovered: (codes: readonly string[]) => void }) => {
  const [{ error, fetching }, recover] = useMutation(Recover);
  return (
    <section aria-label="Recovery" className="px-5 py-2">
      <Disclosure summary="I lost my passkey">
        <form
          className="flex flex-col gap-3 pb-3"
          onSubmit={async (event) => {
            event.preventDefault();
            const code = String(new FormData(event.currentTarget).get('code') ?? '').trim();
            const answer = await recover({ input: { code } });
            if (answer.data) onRecovered(answer.data.signInWithRecoveryCode.recoveryCodes ?? []);
          }}
        >
          <Field
            name="code"
            label="Recovery code"
            required
            autoComplete="one-time-code"
            spellCheck={false}
            hint="One of the codes you saved; each works once. It ends all your other sessions, and then you add a new passkey."
            error={error ? errorSentence(error) : null}
          />
          <Button type="submit" disabled={fetching} className="self-start">
            Sign in with the code
          </Button>
        </form>
      </Disclosure>
    </section>
  );
};
