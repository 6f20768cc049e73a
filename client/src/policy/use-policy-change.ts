import { useState } from 'react';
import { toast } from 'sonner';
import { useClient } from 'urql';
import { announce } from '../graphql/announcements.js';
import { assertChallenge, assertDigest } from '../graphql/consent-digest.js';
import { graphql } from '../graphql/generated/gql.js';
import type { PolicyChangeInput } from '../graphql/generated/graphql.js';
import { askForPasskey } from '../graphql/passkey.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { type ConsentProof, useConfirmsWithPasskey } from '../graphql/use-consent.js';
import type { Change } from './policy-change-fragment.js';
import { assertShown } from './shown-change.js';

const Start = graphql(`
  mutation StartPolicyChange($input: PolicyChangeInput!) {
    startPolicyChange(input: $input) { ...Review_PolicyChange }
  }
`);
const Update = graphql(`
  mutation UpdatePolicy($input: UpdatePolicyInput!) {
    updatePolicy(input: $input) { ...Rules_Policy }
  }
`);

/** A change that waits for the person's word, with the text that their passkey would sign. */
type Asked = { input: PolicyChangeInput; change: Change };

const isNothing = ({ differences }: Change): boolean => differences.length === 0;

/** Asks the server what a change means. What is only stricter it then makes at once; what is looser waits for the passkey. */
export const usePolicyChange = (onDone: () => void) => {
  const client = useClient();
  const withPasskey = useConfirmsWithPasskey();
  const { run, working, error } = useAction();
  const [asked, setAsked] = useState<Asked | null>(null);

  const send = async (input: PolicyChangeInput, consent?: ConsentProof) => {
    dataOf(await client.mutation(Update, { input: { ...input, ...(consent ? { consent } : {}) } }));
    toast.success(consent ? 'The rules are changed' : 'The stricter rule holds now');
    announce('viewer');
    onDone();
  };

  const propose = (input: PolicyChangeInput) =>
    run(async () => {
      const { startPolicyChange: change } = dataOf(await client.mutation(Start, { input }));
      if (isNothing(change)) throw new Error('The rules say this already. Nothing was changed.');
      if (!change.consent) return send(input);
      await assertDigest(change.consent);
      assertShown(change, input.accountId == null ? null : String(input.accountId));
      setAsked({ input, change });
    });

  const confirm = ({ input, change: { id, options, consent } }: Asked) =>
    run(async () => {
      if (!id || !options || !consent) throw new Error('There is nothing to confirm any more. Start the change again.');
      if (withPasskey) assertChallenge(options.challenge, consent.digest);
      const assertion = withPasskey ? await askForPasskey(options) : null;
      // Whatever comes of it, the server takes this question no second time.
      setAsked(null);
      await send(input, { challengeId: id, ...(assertion ? { assertion } : {}) });
    });

  return {
    asked,
    working,
    error,
    withPasskey,
    propose: (input: PolicyChangeInput) => void propose(input),
    confirm: () => asked && void confirm(asked),
    back: () => setAsked(null),
  };
};

export type PolicyChanging = ReturnType<typeof usePolicyChange>;
