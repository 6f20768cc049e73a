import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { baseAddress } from '../../kernel/address.js';
import { assembleFacts, type KnownPayee } from '../../rulebook/assemble-facts.js';
import type { Decoded } from '../../rulebook/decode.js';
import type { Label } from '../../rulebook/facts/label.js';
import type { TransactionFacts } from '../../rulebook/facts/policy.js';
import type { ContactBeside } from '../../rulebook/other-memo.js';
import { type Proposer, traceOrigins } from '../../rulebook/provenance.js';
import type { Seals } from '../../vault/contract/seals.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { AddressBook } from '../contacts/address-book.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import type { Reservations } from '../policy/reservations.js';
import { payeeOfRow } from './payee.entity.js';

/** Turns the bytes of a transaction into the facts that the policy and the approval are made of. */
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
    const user = await em.findOneOrFail(User, { id: account.userId });
    return assembleFacts(decoded, {
      network: account.network,
      actor: proposer.kind,
      apiKeyId: proposer.apiKeyId ?? null,
      provenance: proposer.provenance ?? traceOrigins(decoded, labels, proposer),
      ownAddresses: decoded.destinations
        .filter((one) => labels.get(one)?.labelSource === 'OWN_ACCOUNT')
        .map(baseAddress),
      contacts: await this.contacts(em, account, decoded),
      payees: await this.payees(em, account, decoded),
      unasked: await this.reservations.unasked(em, account.userId, account.network),
      frozen: { user: user.frozenAt !== null, agent: user.agentFrozenAt != null, account: account.frozenAt !== null },
      signatures: null,
      now: new Date(),
    });
  }

  private async contacts(
    em: EntityManager,
    { userId, network }: Account,
    { destinations }: Decoded,
  ): Promise<ContactBeside[]> {
    const contacts = await this.book.contactsBeside(em, userId, network, destinations);
    return contacts.map(({ name, address, typedMemo, knownFrom }) => ({
      name,
      address,
      memo: typedMemo,
      knownFrom: knownFrom ?? null,
    }));
  }

  private async payees(
    em: EntityManager,
    { userId, network }: Account,
    { destinations, memoKey }: Decoded,
  ): Promise<KnownPayee[]> {
    const payees = [];
    // One after the other: within a transaction of the database they share its one connection.
    for (const address of destinations) {
      const paid = await payeeOfRow(em, this.seals, { userId, network, address, memo: memoKey });
      if (paid) payees.push({ address, memoKey, approved: paid.approved });
    }
    return payees;
  }
}
