import type { EntityManager } from '@mikro-orm/core';
import { readPayableAddress } from '../../kernel/address.js';
import { nameKey } from '../../kernel/name-key.js';
import { CheckedSeals } from '../../keyring/checked-seals.js';
import { accountRecord, apiKeyRecord, contactRecord, payeeRecord, proposalRecord } from '../../rulebook/sealed-rows.js';
import type { Seals } from '../../vault/contract/seals.js';
import type { SealedRow } from '../../vault/contract/vault.js';
import { Account, Contact } from '../accounts/records/account.entity.js';
import { ApiKey } from '../api-keys/api-key.entity.js';
import type { PolicyService } from '../policy/policy.service.js';
import { Payee } from './payee.entity.js';
import type { Transaction } from './transaction.entity.js';

export type RestsOn = {
  /** Whom it pays, as far as that is known: addresses, or names that the person has for them. */
  whom: string[];
  apiKeyId: string | null;
  /** What was proposed, once it was. */
  proposal?: Transaction;
};

type Named = { name: string; address: string };

/** Gathers all rows that a payment is judged by, and has their seals checked in one call, before any transaction. */
export class PaymentSealsService {
  constructor(
    private readonly seals: Pick<Seals, 'checkSeals'>,
    private readonly policy: Pick<PolicyService, 'rows'>,
  ) {}

  /** What `em` reads from now on rests on the answer, and so must the transaction that follows. */
  async check(em: EntityManager, account: Account, about: RestsOn): Promise<CheckedSeals> {
    const checked = new CheckedSeals(this.seals);
    await checked.checkSeals(await this.rows(em, account, about));
    checked.restIn(em);
    return checked;
  }

  private async rows(
    em: EntityManager,
    { id: accountId, userId, network }: Account,
    { whom, apiKeyId, proposal }: RestsOn,
  ): Promise<SealedRow[]> {
    const contacts = await em.find(Contact, { userId, network });
    const accounts = await em.find(Account, { userId, network });
    const paid = addressesOf(whom, [...contacts, ...accounts]);
    const payees = await em.find(Payee, { userId, network, address: { $in: paid } });
    const key = apiKeyId === null ? null : await em.findOne(ApiKey, { id: apiKeyId, userId });
    return [
      ...contacts.map((row) => ({ record: contactRecord(row), mac: row.mac })),
      ...accounts.map((row) => ({ record: accountRecord(row), mac: row.mac })),
      ...payees.map((row) => ({ record: payeeRecord(row), mac: row.mac })),
      ...(key ? [{ record: apiKeyRecord(key), mac: key.mac }] : []),
      ...(proposal ? [{ record: proposalRecord(proposal), mac: proposal.mac }] : []),
      ...(await this.policy.rows(em, { userId, accountId })),
    ];
  }
}

const addressesOf = (whom: string[], known: Named[]): string[] =>
  whom.flatMap((text) => {
    const address = readPayableAddress(text.trim());
    return address ? [address] : known.filter(({ name }) => nameKey(name) === nameKey(text)).map((one) => one.address);
  });
