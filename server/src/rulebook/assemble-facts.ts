import type { ActorKind } from '../kernel/actor.js';
import { baseAddress } from '../kernel/address.js';
import type { Network } from '../kernel/networks.js';
import type { Decoded } from './decode.js';
import { type Approved, isCovered } from './facts/approved.js';
import { payeeOf } from './facts/memo.js';
import type { DestinationFact, SignatureFacts, TransactionFacts } from './facts/policy.js';
import type { UnaskedSums } from './facts/unasked.js';
import { type ContactBeside, findOtherMemo, isAgreed, isNewHere } from './other-memo.js';
import { isNamed, isTyped, type StoredProvenance } from './provenance.js';

/** Somebody whom a confirmed payment has reached, and the most that a person has approved for them. */
export type KnownPayee = { address: string; memoKey: string; approved: Approved };

/**
 * All that the facts need beside the bytes, as plain rows. Whose they are, and whether their seals are good, is for the
 * caller to see to: the server reads them from its tables, the vault from what it was shown.
 */
export type FactRows = {
  network: Network;
  actor: ActorKind;
  apiKeyId: string | null;
  provenance: StoredProvenance | null;
  /** Addresses of the person's own accounts, and their contacts at the accounts that are paid; more do no harm. */
  ownAddresses: readonly string[];
  contacts: readonly ContactBeside[];
  payees: readonly KnownPayee[];
  /** What left unasked within the last 24 hours, without this. */
  unasked: UnaskedSums;
  frozen: { user: boolean; agent: boolean; account: boolean };
  signatures: SignatureFacts | null;
  now: Date;
};

/**
 * The one place where facts are made, for the server at the proposal and before the signature, and for the vault. A new
 * fact is added here, and whoever has no row for it yet does not compile.
 */
export const assembleFacts = (decoded: Decoded, rows: FactRows): TransactionFacts => {
  const { outflows, fee, trades, claims, burns, unknownTrusts, controlChanges, unsized } = decoded;
  const { network, actor, apiKeyId, provenance, frozen, signatures } = rows;
  return {
    network,
    actor,
    apiKeyId,
    outflows,
    fee,
    trades,
    claims,
    burns,
    unknownTrusts,
    controlChanges,
    unsized,
    destinations: decoded.destinations.map((address) => destinationOf(address, decoded, rows)),
    memo: decoded.memoKey,
    amountTyped: provenance?.amount !== 'TOOL',
    userFrozen: frozen.user,
    agentFrozen: frozen.agent,
    accountFrozen: frozen.account,
    signatures,
  };
};

const destinationOf = (
  address: string,
  { memo, memoKey, received }: Decoded,
  { ownAddresses, contacts, payees, provenance, unasked, now }: FactRows,
): DestinationFact => {
  const reached = { address, memo, memoKey };
  const gets = { payee: payeeOf(address, memoKey), receives: received.get(address) ?? [] };
  const approved = payees.find((one) => one.address === address && one.memoKey === memoKey)?.approved ?? {};
  return {
    address,
    ...gets,
    inContacts: ownAddresses.includes(baseAddress(address)) || contacts.some((one) => one.address === address),
    newContact: isNewHere(contacts, address, now) && !isNamed(provenance, address),
    otherMemo: findOtherMemo(contacts, { ...reached, isAgreed: isAgreed(provenance, reached, approved) }),
    paidBefore: isCovered(approved, gets, unasked),
    typedByPerson: isTyped(provenance, reached),
  };
};
