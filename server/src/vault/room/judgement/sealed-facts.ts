import { assembleFacts } from '../../../rulebook/assemble-facts.js';
import type { Decoded } from '../../../rulebook/decode.js';
import type { TransactionFacts } from '../../../rulebook/facts/policy.js';
import {
  type AccountRecord,
  type ContactRecord,
  contactIn,
  type PayeeRecord,
  type ProposalRecord,
  payeeIn,
} from '../../../rulebook/sealed-rows.js';
import { unaskedOf } from '../../contract/person-state.js';
import type { JudgementRequest } from './judge.js';

type Known = AccountRecord | ContactRecord | PayeeRecord;

/** The facts as the vault has them: from the bytes, its own memory, and rows that it has sealed for this person. */
export const sealedFacts = (
  { grounds, state, now, isSealed }: Pick<JudgementRequest, 'grounds' | 'state' | 'now' | 'isSealed'>,
  { id, userId, network, proposedBy, provenance, apiKeyId }: ProposalRecord,
  decoded: Decoded,
): TransactionFacts => {
  const known = grounds.known
    .filter((row) => row.record.userId === userId && row.record.network === network && isSealed(row))
    .map(({ record }) => record as unknown as Known);
  return assembleFacts(decoded, {
    network,
    actor: proposedBy,
    apiKeyId: apiKeyId ?? null,
    provenance: provenance ?? null,
    ownAddresses: known.filter(({ kind }) => kind === 'account').map(({ address }) => address),
    contacts: known.filter((record) => record.kind === 'contact').map(contactIn),
    payees: known.filter((record) => record.kind === 'payee').flatMap((record) => payeeIn(record) ?? []),
    unasked: unaskedOf(state, network, now, id),
    frozen: grounds.frozen,
    signatures: null,
    now,
  });
};
