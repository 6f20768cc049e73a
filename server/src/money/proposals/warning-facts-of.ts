import type { Said, WarningFacts } from '../../rulebook/warnings/warning-facts.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import { readDecision } from '../policy/stored-decision.js';
import type { Transaction } from './transaction.entity.js';

export const saidOf = ({
  instruction,
  reason,
  proposedBy,
  outflows,
}: Transaction): Said & Pick<WarningFacts, 'outflows'> => ({
  instruction: instruction ?? null,
  reason: reason ?? null,
  proposedBy,
  outflows,
});

/** All of it was stored, or is read from the bytes again: a row of any age can be warned of, and nobody is asked anew. */
export const warningFactsOf = (transaction: Transaction, readings: IntentReadings, at: Date): WarningFacts => {
  const { intent, network, recipients, provenance } = transaction;
  const decision = transaction.facts ? readDecision(transaction.facts, 'ROLLING') : null;
  return {
    ...saidOf(transaction),
    network,
    reading: readings.of(intent, network),
    recipients,
    provenance: provenance ?? null,
    otherMemos: (decision?.facts.destinations ?? []).flatMap(({ address, otherMemo }) =>
      otherMemo ? [{ address, ...otherMemo }] : [],
    ),
    signatures: decision?.facts.signatures ?? null,
    prices: decision?.prices ?? null,
    at,
  };
};
