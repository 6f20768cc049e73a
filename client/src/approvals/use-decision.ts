import { useRef, useState } from 'react';
import { useClient } from 'urql';
import type { CardDecision } from '../approval-card/CardActions.js';
import type { ApprovalCard_TransactionFragment } from '../approval-card/card-types.js';
import { announce } from '../graphql/announcements.js';
import { assertChallenge, assertDigest } from '../graphql/consent-digest.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { askForPasskey, cancelPasskey, passkeySentence } from '../graphql/passkey.js';

const StartApproval = graphql(`
  mutation StartApproval($id: ID!) {
    startApproval(id: $id) { id options }
  }
`);
const Approve = graphql(`
  mutation ApproveTransaction($input: ApproveTransactionInput!) {
    approveTransaction(input: $input) { ...ApprovalCard_Transaction }
  }
`);
const Reject = graphql(`
  mutation RejectTransaction($input: RejectTransactionInput!) {
    rejectTransaction(input: $input) { ...ApprovalCard_Transaction }
  }
`);

class Refused extends Error {}

/** Sends the person's decision. The card changes when the server has recorded it, never before. */
export const useDecision = (
  transaction: ApprovalCard_TransactionFragment | undefined,
  passkey: boolean,
): CardDecision => {
  const client = useClient();
  const busy = useRef(false);
  const [phase, setPhase] = useState<CardDecision['phase']>('idle');
  const [error, setError] = useState<string | null>(null);

  // A second press while the first is under way must not become a second decision.
  const once = async (work: (id: string) => Promise<void>) => {
    if (busy.current || !transaction) return;
    busy.current = true;
    setError(null);
    try {
      await work(transaction.id);
    } catch (cause) {
      setError(cause instanceof Refused ? cause.message : passkeySentence(cause));
    } finally {
      busy.current = false;
      setPhase('idle');
      announce(`transaction:${transaction.id}`, 'approvals', 'accounts');
    }
  };

  const sign = async (id: string, consent: { digest: string; canonical: string }) => {
    await assertDigest(consent);
    if (!passkey) return undefined;
    setPhase('passkey');
    const started = await client.mutation(StartApproval, { id });
    if (started.error || !started.data) throw new Refused(started.error ? errorSentence(started.error) : 'No answer.');
    const { options } = started.data.startApproval;
    assertChallenge(options.challenge, consent.digest);
    return askForPasskey(options);
  };

  const approve = () =>
    once(async (id) => {
      const consent = transaction?.approval?.consent;
      if (!consent) throw new Refused('There is nothing to approve here any more.');
      const assertion = await sign(id, consent);
      setPhase('sending');
      const input = { id, consentDigest: consent.digest, ...(assertion ? { assertion } : {}) };
      const { error } = await client.mutation(Approve, { input });
      if (error) throw new Refused(errorSentence(error));
    });

  const reject = (reason: string) =>
    once(async (id) => {
      setPhase('sending');
      const { error } = await client.mutation(Reject, {
        input: { id, ...(reason.trim() ? { reason: reason.trim() } : {}) },
      });
      if (error) throw new Refused(errorSentence(error));
    });

  return {
    phase,
    error,
    approve: () => void approve(),
    reject: (reason) => void reject(reason),
    cancel: cancelPasskey,
  };
};
