import { setTimeout as wait } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/core';
import type { ConsentProof } from '../../identity/consent/consent.guard.js';
import { isDemo } from '../../identity/records/sealed-records.js';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { displayName } from '../../kernel/display-name.js';
import { badInput, DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { Network } from '../../kernel/networks.js';
import { freezeInVault, unfreezeInVault } from '../../keyring/vault-freezes.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { type Connection, type PageArgs, paginate } from '../../platform/graphql/connection.js';
import { accountRecord } from '../../rulebook/sealed-rows.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Seals } from '../../vault/contract/seals.js';
import type { KeyBinding, Vault } from '../../vault/contract/vault.js';
import type { ContactService } from '../contacts/contact.service.js';
import { assertNotBusy } from './busy.js';
import { Account, NO_REPLACEMENT } from './records/account.entity.js';

export type AccountParts = {
  em: EntityManager;
  vault: Pick<Vault, 'createKey' | 'freeze' | 'unfreeze'> & Seals;
  networks: StellarNetworks;
  audit: AuditLog;
  events?: Pick<Events, 'publish'>;
  contacts: ContactService;
  log: { warn: (fields: Record<string, unknown>, message: string) => void };
  /** Known from the first ledger of the local network; they become contacts with somebody's first account there. */
  demoContacts?: { name: string; address: string }[];
  /**
   * What else a funded account of a test network should have, such as trust lines. It is asked again when the account is
   * funded again, so it must leave alone what is there already.
   */
  prepareAccount?: (account: Account) => Promise<void>;
  /** How long the answer waits for that. On a busy machine it is there later, and nobody has to ask again. */
  prepareWithinMs?: number;
  /** Within the transaction that stores a key: refuses if the version it is sealed under has been destroyed. */
  keyStillOpens?: (tx: EntityManager, version: number) => Promise<void>;
  /** Why an account cannot be put away yet, as a sentence, or null; asked with its person's row locked. */
  unfinished?: (tx: EntityManager, account: Account) => Promise<string | null>;
};

const ACCOUNTS_MAX = 20;
const REASON_MAX = 200;
/** Well before a browser, or whoever stands between, gives up the request. */
const PREPARE_WITHIN_MS = 20_000;

/** Opens, names, hides and funds the accounts whose keys are in the vault. */
export class AccountService {
  constructor(private readonly parts: AccountParts) {}

  /** The account stands as soon as it is stored: funding it may fail, and can be asked for again. */
  async create(userId: string, input: { name: string; network: Network }): Promise<Account> {
    const { network } = input;
    const name = displayName(input.name, 'account name');
    this.parts.networks.get(network);
    const user = await this.parts.em.fork().findOne(User, { id: userId });
    if (!user) throw notFound('user');
    const binding = bindingFor({ id: userId, demo: await isDemo(this.parts.vault, user) }, network);
    const { address, sealed } = await this.parts.vault.createKey(binding);
    const account = await withRowLocked(this.parts.em, User, userId, async (tx) => {
      await this.assertRoom(tx, userId);
      await this.parts.keyStillOpens?.(tx, sealed.keyVersion);
      if (network === 'LOCAL') await this.addDemoContacts(tx, userId);
      const mac = await this.parts.vault.seal(accountRecord({ id: binding.accountId, userId, address, network }));
      const key = { id: binding.accountId, holder: binding.holder, address, sealed, mac };
      const rest = {
        userId,
        name,
        network,
        frozenAt: null,
        frozenReason: null,
        archivedAt: null,
        ...NO_REPLACEMENT,
        createdAt: new Date(),
      };
      const created = tx.create(Account, { ...key, ...rest });
      await tx.persist(created).flush();
      await this.record(tx, 'account.created', created);
      return created;
    });
    await this.fundFirst(account);
    return account;
  }

  list(em: EntityManager, userId: string, page: PageArgs, archived = false): Promise<Connection<Account>> {
    return paginate(em, Account, { userId, archivedAt: archived ? { $ne: null } : null }, { ...page, order: 'asc' });
  }

  async find(em: EntityManager, userId: string, id: string): Promise<Account | null> {
    return em.findOne(Account, { id, userId });
  }

  async get(em: EntityManager, userId: string, id: string): Promise<Account> {
    const account = await this.find(em, userId, id);
    if (!account) throw notFound('account');
    return account;
  }

  async rename(userId: string, id: string, text: string): Promise<Account> {
    const name = displayName(text, 'account name');
    return this.change(userId, id, async (tx, account) => {
      if (account.name === name) return;
      account.name = name;
      await this.record(tx, 'account.renamed', account);
    });
  }

  /** With the person's row locked, under which proposals are stored: none comes in between. */
  async archive(userId: string, id: string): Promise<Account> {
    return this.changeWithPerson(userId, id, async (tx, account) => {
      if (account.archivedAt) return;
      assertNotBusy(account);
      const hindrance = await this.parts.unfinished?.(tx, account);
      if (hindrance) throw new DomainError(ErrorCode.CONFLICT, hindrance);
      account.archivedAt = new Date();
      await this.record(tx, 'account.archived', account);
    });
  }

  async unarchive(userId: string, id: string): Promise<Account> {
    return this.changeWithPerson(userId, id, async (tx, account) => {
      if (!account.archivedAt) return;
      account.archivedAt = null;
      await this.record(tx, 'account.unarchived', account);
    });
  }

  /** Stops every signature with this account from now on; what waits goes on waiting. */
  async freeze(userId: string, id: string, text: string | null): Promise<Account> {
    const frozenReason = text === null ? null : displayName(text, 'reason', REASON_MAX);
    let failure: unknown = null;
    const frozen = await this.changeWithPerson(userId, id, async (tx, account) => {
      failure = await freezeInVault(this.parts.vault, tx, { userId, scope: `account:${id}` }).catch((error) => error);
      if (account.frozenAt) return;
      Object.assign(account, { frozenAt: new Date(), frozenReason });
      await this.record(tx, 'account.frozen', account);
      await this.tell(tx, account, true);
    });
    if (failure) throw failure;
    return frozen;
  }

  async unfreeze(userId: string, id: string, consent: ConsentProof): Promise<Account> {
    return this.changeWithPerson(userId, id, async (tx, account) => {
      await unfreezeInVault(this.parts.vault, tx, { userId, accountId: id, consent });
      if (!account.frozenAt) return;
      Object.assign(account, { frozenAt: null, frozenReason: null });
      await this.record(tx, 'account.unfrozen', account);
      await this.tell(tx, account, false);
    });
  }

  async fund(userId: string, id: string): Promise<Account> {
    const { network, address } = await this.get(this.parts.em.fork(), userId, id);
    const gateway = this.parts.networks.get(network);
    if (!gateway.definition.testMoney)
      throw badInput(`There is no test money on ${network}. Send XLM to ${address} from another account.`);
    const account = await this.change(userId, id, (tx, row) => this.record(tx, 'account.funded', row, 'REQUESTED'));
    await gateway.fund(address);
    await this.prepare(account);
    return account;
  }

  // The person's other windows must show at once what is stopped.
  private async tell(tx: EntityManager, { id: accountId, userId }: Account, accountFrozen: boolean): Promise<void> {
    await this.parts.events?.publish(tx, `user:${userId}`, { accountId, accountFrozen });
  }

  private async assertRoom(tx: EntityManager, userId: string): Promise<void> {
    if ((await tx.count(Account, { userId })) >= ACCOUNTS_MAX)
      throw badInput(`You have ${ACCOUNTS_MAX} accounts, archived ones included, and more are not kept here.`);
  }

  private async addDemoContacts(tx: EntityManager, userId: string): Promise<void> {
    if ((await tx.count(Account, { userId, network: 'LOCAL' })) > 0) return;
    for (const { name, address } of this.parts.demoContacts ?? [])
      await this.parts.contacts.addUnlessNamed(tx, userId, { name, address, network: 'LOCAL', memo: null, demo: true });
  }

  private async fundFirst(account: Account): Promise<void> {
    const gateway = this.parts.networks.get(account.network);
    if (!gateway.definition.testMoney) return;
    try {
      await gateway.fund(account.address);
    } catch (error) {
      const fields = { accountId: account.id, network: account.network, error: messageOf(error) };
      this.parts.log.warn(fields, 'a new account was not funded; fundAccount can be tried again');
      return;
    }
    await this.prepare(account);
  }

  private async prepare(account: Account): Promise<void> {
    const { prepareAccount, prepareWithinMs = PREPARE_WITHIN_MS, log } = this.parts;
    const prepared = prepareAccount?.(account).catch((error) =>
      log.warn({ accountId: account.id, error: messageOf(error) }, 'a funded account was not prepared'),
    );
    const late = new AbortController();
    await Promise.race([prepared, wait(prepareWithinMs, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
  }

  /** With the person's row locked before the account's, because what the vault remembers of them is stored as well. */
  private async changeWithPerson(
    userId: string,
    id: string,
    work: (tx: EntityManager, account: Account) => Promise<void>,
  ): Promise<Account> {
    await this.get(this.parts.em.fork(), userId, id);
    return withRowLocked(this.parts.em, User, userId, async (tx) => {
      const account = await lockRow(tx, Account, id);
      await work(tx, account);
      await tx.flush();
      return account;
    });
  }

  private async change(
    userId: string,
    id: string,
    work: (tx: EntityManager, account: Account) => Promise<void>,
  ): Promise<Account> {
    await this.get(this.parts.em.fork(), userId, id);
    return withRowLocked(this.parts.em, Account, id, async (tx, account) => {
      await work(tx, account);
      await tx.flush();
      return account;
    });
  }

  private async record(tx: EntityManager, action: AuditAction, account: Account, result = 'OK'): Promise<void> {
    const { id, userId, name, address, network } = account;
    const details = { name, address, network };
    await this.parts.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource: id, result, details });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const bindingFor = (user: Pick<User, 'id' | 'demo'>, network: Network): KeyBinding => {
  // Nobody could ever confirm with such an account: a demo user has no passkey, and only LOCAL does without.
  if (user.demo && network !== 'LOCAL')
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      `A demo user has accounts on LOCAL only. Register with a passkey to use ${network}.`,
    );
  return { userId: user.id, accountId: newId('acc'), network, holder: user.demo ? 'DEMO' : 'PASSKEY' };
};
