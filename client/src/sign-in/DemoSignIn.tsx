import { Play } from 'lucide-react';
import { useMutation } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';

const Demo = graphql(`
  mutation SignInToLocalDemo($name: String!) {
    signInToLocalDemo(name: $name) { expiresAt user { id name } }
  }
`);

/** Only on the local network, where the money is play money. */
export const DemoSignIn = ({ onSignedIn }: { onSignedIn: () => void }) => {
  const [{ error, fetching }, signIn] = useMutation(Demo);
  const start = async () => {
    const answer = await signIn({ name: 'Demo' });
    if (answer.data) onSignedIn();
  };
  return (
    <section aria-label="Demo" className="flex flex-col gap-3 p-5">
      <Button look="primary" icon={<Play size={16} aria-hidden />} disabled={fetching} onClick={() => void start()}>
        {fetching ? 'Opening…' : 'Try the demo'}
      </Button>
      <p className="text-sm text-muted">
        A throw-away user with test money and no passkey, on this machine’s own network.
      </p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {errorSentence(error)}
        </p>
      )}
    </section>
  );
};
