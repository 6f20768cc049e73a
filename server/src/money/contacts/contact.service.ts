import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { baseAddress, readPayableAddress } from '../../kernel/address.js';
import { displayName } from '../../kernel/display-name.js';
import { DAY_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { nameKey } from '../../kernel/name-key.js';
import type { Network } from '../../kernel/networks.js';
import { endAfterCommit } from '../../keyring/ending.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import type { MemoType } from '../../rulebook/facts/memo.js';
import { contactRecord } from '../../rulebook/sealed-rows.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { EndingSeals } from '../../vault/contract/seals.js';
import { Contact } from '../accounts/records/account.entity.js';
import { AddressBook } from './address-book.js';
import { readMemo } from './memo.js';

export type NewContact = {
  name: string;
  address: string;
  network: Network;
  memo: string | null;
  memoType?: MemoType | null;
  demo?: boolean;
};

const CONTACTS_MAX = 200;
/** As long as a new passkey waits: a session alone can add a contact, and its owner can see it for a day. */
const NEW_MS = DAY_MS;

/** The address book with the pen to write in it. */
export class ContactService extends AddressBook {
  constructor(
    private readonly em: EntityManager,
    private readonly networks: StellarNetworks,
    private readonly audit: AuditLog,
    private readonly vault: EndingSeals,
  ) {
    super(vault);
  }

  async create(userId: string, input: NewContact): Promise<Contact> {
    this.networks.get(input.network);
    const checked = { ...input, name: contactName(input.name), ...payee(input) };
    return withRowLocked(this.em, User, userId, async (tx) => {
      if ((await tx.count(Contact, { userId })) >= CONTACTS_MAX)
        throw bad(`You have ${CONTACTS_MAX} contacts, and more are not kept. Delete one first.`);
      return this.add(tx, userId, checked);
    });
  }

  /** Within the caller's transaction, which holds the person's row. Leaves alone a contact that has the name already. */
  async addUnlessNamed(tx: EntityManager, userId: string, contact: NewContact): Promise<void> {
    const taken = await tx.count(Contact, { userId, network: contact.network, nameKey: nameKey(contact.name) });
    if (taken === 0) await this.add(tx, userId, contact);
  }

  private async add(
    tx: EntityManager,
    userId: string,
    { name, address, network, memo, memoType = null, demo = false }: NewContact,
  ): Promise<Contact> {
    const key = nameKey(name);
    if ((await tx.count(Contact, { userId, network, nameKey: key })) > 0)
      throw new DomainError(
        ErrorCode.CONFLICT,
        `You have a contact called ${name} on ${network}. Choose another name.`,
      );
    const createdAt = new Date();
    const values = {
      id: newId('con'),
      userId,
      name,
      nameKey: key,
      address,
      network,
      memo,
      memoType,
      demo,
      knownFrom: demo ? null : new Date(createdAt.getTime() + NEW_MS),
      createdAt,
    };
    const contact = tx.create(Contact, { ...values, mac: await this.seals.seal(contactRecord(values)) });
    await tx.persist(contact).flush();
    await this.record(tx, 'contact.added', contact);
    return contact;
  }

  async delete(userId: string, id: string): Promise<boolean> {
    return withRowLocked(this.em, User, userId, async (tx) => {
      if ((await tx.count(Contact, { id, userId })) === 0) throw notFound('contact');
      const contact = await lockRow(tx, Contact, id);
      await this.record(tx, 'contact.removed', contact);
      await tx.remove(contact).flush();
      endAfterCommit(tx, this.vault, [{ id }]);
      return true;
    });
  }

  /** By name; there are never more than a page could hold. */
  list(em: EntityManager, userId: string): Promise<Contact[]> {
    return em.find(Contact, { userId }, { orderBy: { nameKey: 'asc', network: 'asc' } });
  }

  private async record(
    tx: EntityManager,
    action: 'contact.added' | 'contact.removed',
    contact: Contact,
  ): Promise<void> {
    const { id, userId, name, address, network, demo, memo, typeOfMemo: memoType } = contact;
    const details = { name, address, network, demo, ...(memo != null && { memo, memoType }) };
    await this.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource: id, result: 'OK', details });
  }
}

const bad = (sentence: string): DomainError => new DomainError(ErrorCode.BAD_USER_INPUT, sentence);

const contactName = (text: string): string => {
  const name = displayName(text, 'contact name');
  if (nameKey(name) === '') throw bad('The contact name must have a character that can be seen.');
  // A contact with an address for a name could stand between a person and the address they typed.
  if (readPayableAddress(name)) throw bad('The contact name must not be an address. Give the contact a name.');
  return name;
};

type Payee = Pick<NewContact, 'address' | 'memo' | 'memoType'>;
const payee = (given: Payee): Required<Payee> => {
  const address = readPayableAddress(given.address.trim());
  if (!address) throw bad('The address of a contact starts with G or M and has 56 or 69 characters. Copy it again.');
  const memo = readMemo(given);
  if (memo !== null && baseAddress(address) !== address)
    throw bad('An M… address carries its own memo. Leave the memo out.');
  return { address, memo: memo?.value ?? null, memoType: memo?.type ?? null };
};
