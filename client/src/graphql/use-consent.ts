import { useClient, useQuery } from 'urql';
import { assertChallenge, assertDigest } from './consent-digest.js';
import { errorSentence } from './errors.js';
import { graphql } from './generated/gql.js';
import { askForPasskey } from './passkey.js';

const StartConsent = graphql(`
  mutation StartConsent($input: StartConsentInput!) {
    startConsent(input: $input) { id options passkeyRequired consent { digest canonical } }
  }
`);
const HasPasskey = graphql(`
  query HasPasskey {
    viewer { id demo passkeys { id } }
  }
`);

export type ConsentProof = { challengeId: string; assertion?: Record<string, unknown> };

/** Everybody confirms with a passkey, but for a demo user who has none. */
export const useConfirmsWithPasskey = (): boolean => {
  const [{ data }] = useQuery({ query: HasPasskey });
  return !(data?.viewer.demo && data.viewer.passkeys.length === 0);
};

/** Gets the person's word for exactly one change: its name and its arguments are what the passkey signs. */
export const useConsent = () => {
  const client = useClient();

  return async (action: string, args: Record<string, unknown>): Promise<ConsentProof> => {
    const started = await client.mutation(StartConsent, { input: { action, arguments: args } });
    if (started.error || !started.data)
      throw new Error(started.error ? errorSentence(started.error) : 'The server did not answer.');
    const { id, options, consent, passkeyRequired } = started.data.startConsent;
    await assertDigest(consent);
    // Only the server knows who may do without one: whoever lost theirs must not be asked for it.
    if (!passkeyRequired) return { challengeId: id };
    assertChallenge(options.challenge, consent.digest);
    return { challengeId: id, assertion: await askForPasskey(options) };
  };
};
