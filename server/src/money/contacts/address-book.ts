import type { EntityManager, FilterQuery } from '@mikro-orm/core';
import { baseAddress, readPayableAddress } from '../../kernel/address.js';
import { badInput } from '../../kernel/errors.js';
import { nameKey, nearNames } from '../../kernel/name-key.js';
import type { Network } from '../../kernel/networks.js';
import { sealsIn } from '../../keyring/checked-seals.js';
import type { Label } from '../../rulebook/facts/label.js';
import { keyOf, type TypedMemo } from '../../rulebook/facts/memo.js';
import { accountRecord, contactRecord } from '../../rulebook/sealed-rows.js';
import { poses } from '../../rulebook/warnings/look-alike-names.js';
import type { Seals } from '../../vault/contract/seals.js';
import { onlySealed } from '../../vault/contract/seals.js';
import { Account, Contact } from '../accounts/records/account.entity.js';
import { lookalike } from './lookalike.js';

export type Destination = Label & { address: string; memo: TypedMemo | null };

const SHOWN_MAX = 5;
const CLIP = 40;

/** Reads the names a person has for addresses: contacts, and their own accounts. Changes nothing. */
export class AddressBook {
  constructor(protected readonly seals: Seals) {}

  /** Whom a payment should go to: an address, the name of a contact, or the name of an own account. */
  async resolveDestination(em: EntityManager, userId: string, network: Network, input: string): Promise<Destination> {
    const text = input.trim();
    const address = readPayableAddress(text);
    if (address) {
      const label = (await this.labelsFor(em, userId, network, [address])).get(address)!;
      const memos = (await this.contacts(em, { userId, network, address })).map(({ typedMemo }) => typedMemo);
      // Contacts that share an address are told apart by their memos; the address alone does not say which is meant.
      return { address, ...label, memo: new Set(memos.map(keyOf)).size === 1 ? memos[0]! : null };
    }
    const [contact] = await this.contacts(em, { userId, network, nameKey: nameKey(text) });
    if (contact)
      return { address: contact.address, label: contact.name, labelSource: 'CONTACT', memo: contact.typedMemo };
    return (await this.ownAccount(em, userId, network, text)) ?? this.unknown(em, userId, network, text);
  }

  /** One entry for each address. A contact's name goes before the name of an own account. */
  async labelsFor(
    em: EntityManager,
    userId: string,
    network: Network,
    addresses: string[],
  ): Promise<Map<string, Label>> {
    const contacts = await this.contacts(em, { userId, network, address: { $in: addresses } });
    const accounts = await this.accounts(em, { userId, network, address: { $in: addresses.map(baseAddress) } });
    const contactNames = Map.groupBy(contacts, ({ address }) => address);
    const nameByAccount = new Map(accounts.map(({ address, name }) => [address, name]));
    return new Map(
      addresses.map((address): [string, Label] => {
        const names = contactNames.get(address)?.map(({ name }) => name);
        if (names) return [address, { label: names.join(' or '), labelSource: 'CONTACT' }];
        const own = nameByAccount.get(baseAddress(address));
        return [
          address,
          own === undefined ? { label: null, labelSource: null } : { label: own, labelSource: 'OWN_ACCOUNT' },
        ];
      }),
    );
  }

  /** All contacts who share an account with one of these addresses, whatever memo or muxed id tells them apart. */
  async contactsBeside(em: EntityManager, userId: string, network: Network, addresses: string[]): Promise<Contact[]> {
    return this.contacts(em, contactsBeside({ userId, network }, addresses));
  }

  /** The name whose address this one could be mistaken for, or null. */
  async lookalikeOf(em: EntityManager, userId: string, network: Network, address: string): Promise<string | null> {
    const [found] = await this.lookalikesOf(em, userId, network, [address]);
    return found ?? null;
  }

  /** Another name of the person's that reads like the name of this address, and stands for somebody else; or null. */
  async lookalikeNameOf(em: EntityManager, userId: string, network: Network, address: string): Promise<string | null> {
    const known = await this.known(em, userId, network);
    const isHere = (one: { address: string }): boolean => baseAddress(one.address) === baseAddress(address);
    const [here, elsewhere] = [known.filter(isHere), known.filter((one) => !isHere(one))];
    const twin = elsewhere.find(({ name }) => here.some((own) => poses(own.name, name)));
    return twin?.name ?? null;
  }

  /** The same as `lookalikeOf` for many addresses at once, in their order. */
  async lookalikesOf(
    em: EntityManager,
    userId: string,
    network: Network,
    addresses: string[],
  ): Promise<(string | null)[]> {
    const known = await this.known(em, userId, network);
    const nameByAddress = new Map(known.map(({ address, name }) => [baseAddress(address), name]));
    return addresses.map((address) => {
      const twin = lookalike(address, nameByAddress.keys());
      return twin === null ? null : nameByAddress.get(twin)!;
    });
  }

  private async known(
    em: EntityManager,
    userId: string,
    network: Network,
  ): Promise<{ address: string; name: string }[]> {
    return [...(await this.accounts(em, { userId, network })), ...(await this.contacts(em, { userId, network }))];
  }

  private async contacts(em: EntityManager, where: FilterQuery<Contact>): Promise<Contact[]> {
    const rows = await em.find(Contact, where, { orderBy: { id: 'asc' } });
    const sealed = await onlySealed(sealsIn(em, this.seals), rows, contactRecord);
    return sealed.filter((row) => row.nameKey === nameKey(row.name));
  }

  private async accounts(em: EntityManager, where: FilterQuery<Account>): Promise<Account[]> {
    return onlySealed(sealsIn(em, this.seals), await em.find(Account, where), accountRecord);
  }

  private async ownAccount(
    em: EntityManager,
    userId: string,
    network: Network,
    text: string,
  ): Promise<Destination | null> {
    const accounts = await this.accounts(em, { userId, network, archivedAt: null });
    const [own, ...others] = accounts.filter(({ name }) => nameKey(name) === nameKey(text));
    if (others.length > 0)
      throw badInput(`You have ${others.length + 1} accounts with that name. Give the address instead.`);
    return own ? { address: own.address, label: own.name, labelSource: 'OWN_ACCOUNT', memo: null } : null;
  }

  private async unknown(em: EntityManager, userId: string, network: Network, text: string): Promise<never> {
    const names = (await this.contacts(em, { userId, network })).map(({ name }) => name).sort();
    const near = nearNames(text, names);
    const who = text === '' ? 'The destination is empty.' : `No contact on ${network} is called "${clip(text)}".`;
    throw badInput(`${who}${suggestion(near, names)} Name a contact, or give an address that starts with G.`);
  }
}

/** Contacts at these addresses, at the accounts behind them, and all that are muxed: of those one cannot ask by account. */
export const contactsBeside = (
  whose: { userId: string; network: Network },
  addresses: string[],
): FilterQuery<Contact> => ({
  ...whose,
  $or: [{ address: { $in: [...addresses, ...addresses.map(baseAddress)] } }, { address: { $like: 'M%' } }],
});

const clip = (text: string): string => {
  const letters = [...text.toWellFormed().replace(/[\p{Cc}\p{Cf}]/gu, ' ')];
  return letters.length > CLIP ? `${letters.slice(0, CLIP).join('')}…` : letters.join('');
};

const suggestion = (near: string[], all: string[]): string => {
  if (near.length > 0) return ` Did you mean ${near.join(' or ')}?`;
  if (all.length === 0) return ' You have no contacts there yet.';
  const more = all.length > SHOWN_MAX ? ` and ${all.length - SHOWN_MAX} more` : '';
  return ` Your contacts there are ${all.slice(0, SHOWN_MAX).join(', ')}${more}.`;
};
