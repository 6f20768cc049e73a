import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { baseAddress } from '../../kernel/address.js';
import { storedState } from '../../keyring/vault-state.entity.js';
import type { TransactionFacts } from '../../rulebook/facts/policy.js';
import type { Prices } from '../../rulebook/facts/price.js';
import { accountRecord, apiKeyRecord, contactRecord, payeeRecord, proposalRecord } from '../../rulebook/sealed-rows.js';
import type { Grounds, SealedRow, Vault } from '../../vault/contract/vault.js';
import { Account, Contact } from '../accounts/records/account.entity.js';
import { ApiKey } from '../api-keys/api-key.entity.js';
import { contactsBeside } from '../contacts/address-book.js';
import type { PolicyService } from '../policy/policy.service.js';
import { Payee } from '../proposals/payee.entity.js';
import type { Transaction } from '../proposals/transaction.entity.js';

type Paid = Pick<TransactionFacts, 'destinations' | 'memo'>;

/** Gathers the rows by which the vault judges for itself. It only reads: what they are worth the vault decides. */
export class SigningGroundsService {
  constructor(
    private readonly policy: PolicyService,
    private readonly vault: Pick<Vault, 'catchUp'>,
  ) {}

  /** Before any lock: the vault asks the ledger what became of this person's earlier signatures. */
  async catchUp(em: EntityManager, account: Account): Promise<void> {
    const { userId, mac } = account;
    const accounts = [{ record: accountRecord(account), mac }];
    await this.vault.catchUp({ userId, accounts, state: await storedState(em, userId) });
  }

  async of(
    em: EntityManager,
    transaction: Transaction,
    account: Account,
    { facts, prices }: { facts: Paid; prices: Prices },
  ): Promise<Grounds> {
    const { userId, accountId, id, apiKeyId } = transaction;
    const user = await em.findOneOrFail(User, { id: userId });
    return {
      proposal: { record: proposalRecord(transaction), mac: transaction.mac },
      policies: await this.policy.sealedRows(em, { userId, accountId }),
      known: await known(em, account, facts),
      prices: prices.quotes ?? [],
      frozen: { user: user.frozenAt !== null, agent: user.agentFrozenAt != null, account: account.frozenAt !== null },
      agentCalls: await this.policy.callsOf(em, { userId, apiKeyId: apiKeyId ?? null }, id),
      apiKey: await keyOf(em, transaction),
      state: await storedState(em, userId),
    };
  }
}

const keyOf = async (em: EntityManager, { userId, apiKeyId }: Transaction): Promise<SealedRow | null> => {
  const key = apiKeyId == null ? null : await em.findOne(ApiKey, { id: apiKeyId, userId });
  return key && { record: apiKeyRecord(key), mac: key.mac };
};

const known = async (em: EntityManager, { userId, network }: Account, facts: Paid): Promise<SealedRow[]> => {
  const destinations = facts.destinations.map(({ address }) => address);
  const among = { userId, network, address: { $in: destinations } };
  // Whose memo or muxed id is another one belongs to it as well: it makes the vault ask.
  // In the order of the approval, which names the first of them.
  const contacts = await em.find(Contact, contactsBeside({ userId, network }, destinations), {
    orderBy: { id: 'asc' },
  });
  const payees = await em.find(Payee, { ...among, memo: facts.memo });
  const own = await em.find(Account, { userId, network, address: { $in: destinations.map(baseAddress) } });
  return [
    ...contacts.map((row) => ({ record: contactRecord(row), mac: row.mac })),
    ...own.map((row) => ({ record: accountRecord(row), mac: row.mac })),
    ...payees.map((row) => ({ record: payeeRecord(row), mac: row.mac })),
  ];
};
