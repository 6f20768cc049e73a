import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VaultState } from '../../../src/keyring/vault-state.entity.js';
import { Account } from '../../../src/money/accounts/records/account.entity.js';
import { accountRecord } from '../../../src/rulebook/sealed-rows.js';
import type { SealedRow, Vault } from '../../../src/vault/contract/vault.js';
import { MemoryFolder } from '../../../src/vault/room/memory/memory-folder.js';
import { type Attack, forgePayment } from '../people/forged-payment.js';
import { lastingDatabase } from './lasting-database.js';
import { type MoneyApp, newSecrets, openMoney, type PasskeyPerson, passkeyPerson } from './money-case.js';

const log = { error: () => undefined };

/** A server whose vault has a folder of its own, and an attacker who may end both and take away the rows of the vault. */
export class RememberingCase {
  private sequence = 1n << 40n;

  readonly folder: string;
  private readonly database: Awaited<ReturnType<typeof lastingDatabase>>;
  private readonly secrets: ReturnType<typeof newSecrets>;
  app: MoneyApp;
  memory: MemoryFolder;
  readonly grace: PasskeyPerson;
  readonly account: Account;

  private constructor(parts: {
    folder: string;
    database: Awaited<ReturnType<typeof lastingDatabase>>;
    secrets: ReturnType<typeof newSecrets>;
    app: MoneyApp;
    memory: MemoryFolder;
    grace: PasskeyPerson;
    account: Account;
  }) {
    this.folder = parts.folder;
    this.database = parts.database;
    this.secrets = parts.secrets;
    this.app = parts.app;
    this.memory = parts.memory;
    this.grace = parts.grace;
    this.account = parts.account;
  }

  static async open(): Promise<RememberingCase> {
    const folder = mkdtempSync(join(tmpdir(), 'tuxedo-memory-'));
    const [database, secrets, memory] = [await lastingDatabase(), newSecrets(), await MemoryFolder.open(folder, log)];
    const app = await openMoney({ config: { database }, secrets, overrides: { vaultMemory: memory } });
    const grace = await passkeyPerson(app);
    const account = await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
    const opened = new RememberingCase({ folder, database, secrets, app, memory, grace, account });
    await opened.catchUp();
    return opened;
  }

  get vault(): Vault {
    return this.app.vault;
  }

  get userId(): string {
    return this.grace.actor.userId;
  }

  /** Where the vault keeps what it remembers of Grace. */
  file(userId = this.userId): string {
    return join(this.folder, `${createHash('sha256').update(userId).digest('hex')}.json`);
  }

  async close(): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.memory.close();
  }

  /** Another process, without the row: only what is on the disk of the vault is left. `folder`: as on a new machine. */
  async restart(folder = this.folder): Promise<void> {
    await this.app.orm.em.fork().nativeDelete(VaultState, {});
    const { gateway } = this.app;
    await this.close();
    this.memory = await MemoryFolder.open(folder, log);
    const { database, secrets, memory: vaultMemory } = this;
    this.app = await openMoney({ config: { database }, secrets, gateway, overrides: { vaultMemory } });
    await this.catchUp();
  }

  /** The ledger tells of nothing that was paid. */
  async catchUp(): Promise<void> {
    const { userId, account } = this;
    const row: SealedRow = { record: accountRecord(account), mac: account.mac };
    await this.vault.catchUp({ userId, accounts: [row], state: null });
  }

  forge(attack: Attack = {}, account = this.account) {
    this.sequence += 1n;
    return forgePayment(this.vault, account, { sequence: this.sequence, ...attack });
  }

  async strike(attack: Attack = {}) {
    return this.vault.sign(await this.forge(attack));
  }

  /** How many of so many attempts are signed, without the row each time. */
  async signedOf(times: number, attack: Attack = {}): Promise<number> {
    const attempts = await Promise.allSettled(Array.from({ length: times }, () => this.strike(attack)));
    return attempts.filter(({ status }) => status === 'fulfilled').length;
  }
}
