import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import type { Decoded } from '../../rulebook/decode.js';
import { isCovered } from '../../rulebook/facts/approved.js';
import type { Label } from '../../rulebook/facts/label.js';
import { payeeOf } from '../../rulebook/facts/memo.js';
import type { DestinationFact, TransactionFacts } from '../../rulebook/facts/policy.js';
import type { UnaskedSums } from '../../rulebook/facts/unasked.js';
import { type ContactBeside, isAgreed, isNewHere, otherMemo } from '../../rulebook/other-memo.js';
import { isNamed, isTyped, type Proposer, type StoredProvenance, traceOrigins } from '../../rulebook/provenance.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { Seals } from '../accounts/records/sealed-rows.js';
import type { AddressBook } from '../contacts/address-book.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import type { Reservations } from '../policy/reservations.js';
import { payeeOfRow } from './payee.entity.js';

type Known = {
  decoded: Decoded;
  labels: Map<string, Label>;
  provenance: StoredProvenance | null;
  beside: ContactBeside[];
  unasked: UnaskedSums;
};

/** Turns the bytes of a transaction into the facts that the policy and the card are made of. */
export class FactsService {
  constructor(
    private readonly book: AddressBook,
    private readonly seals: Seals,
    private readonly reservations: Pick<Reservations, 'unasked'>,
    private readonly readings: IntentReadings,
  ) {}

  async decoded(
    em: EntityManager,
    account: Account,
    intent: string,
  ): Promise<{ decoded: Decoded; labels: Map<string, Label> }> {
    const reading = this.readings.of(intent, account.network);
    const labels = await this.book.labelsFor(em, account.userId, account.network, reading.destinations);
    return { decoded: reading.named((address) => labels.get(address)?.label ?? 'an unknown address'), labels };
  }

  async facts(em: EntityManager, account: Account, intent: string, proposer: Proposer): Promise<TransactionFacts> {
    const { decoded, labels } = await this.decoded(em, account, intent);
    const provenance = proposer.provenance ?? traceOrigins(decoded, labels, proposer);
    const user = await em.findOneOrFail(User, { id: account.userId });
    const { outflows, fee, trades, claims, burns, unknownTrusts, controlChanges, unsized } = decoded;
    const destinations = [];
    const beside = await this.contactsBeside(em, account, decoded.destinations);
    const unasked = await this.reservations.unasked(em, account.userId, account.network);
    const known = { decoded, labels, provenance, beside, unasked };
    // One after the other: within a transaction of the database they share its one connection.
    for (const address of decoded.destinations) destinations.push(await this.destination(em, account, address, known));
    return {
      network: account.network,
      actor: proposer.kind,
      ...(proposer.apiKeyId != null && { apiKeyId: proposer.apiKeyId }),
      outflows,
      fee,
      trades,
      claims,
      burns,
      unknownTrusts,
      controlChanges,
      unsized,
      destinations,
      memo: decoded.memoKey,
      amountTyped: provenance?.amount !== 'TOOL',
      userFrozen: user.frozenAt !== null,
      agentFrozen: user.agentFrozenAt != null,
      accountFrozen: account.frozenAt !== null,
    };
  }

  private async destination(
    em: EntityManager,
    { userId, network }: Account,
    address: string,
    { decoded, labels, provenance, beside, unasked }: Known,
  ): Promise<DestinationFact> {
    const gets = { payee: payeeOf(address, decoded.memoKey), receives: decoded.received.get(address) ?? [] };
    const paid = await payeeOfRow(em, this.seals, { userId, network, address, memo: decoded.memoKey });
    const reached = { address, memo: decoded.memo, memoKey: decoded.memoKey };
    const other = otherMemo(beside, { ...reached, isAgreed: isAgreed(provenance, reached, paid?.approved) });
    return {
      address,
      ...gets,
      inContacts: labels.get(address)?.label != null,
      ...(isNewHere(beside, address, new Date()) && !isNamed(provenance, address) && { newContact: true }),
      ...(other && { otherMemo: other }),
      paidBefore: paid !== null && isCovered(paid.approved, gets, unasked),
      typedByPerson: isTyped(provenance, reached),
    };
  }

  private async contactsBeside(
    em: EntityManager,
    { userId, network }: Account,
    addresses: string[],
  ): Promise<ContactBeside[]> {
    const contacts = await this.book.contactsBeside(em, userId, network, addresses);
    return contacts.map(({ name, address, typedMemo, knownFrom }) => ({ name, address, memo: typedMemo, knownFrom }));
  }
}
