import type { MikroORM } from '@mikro-orm/core';
import { demoRecord } from '../../../src/identity/records/sealed-records.js';
import { User } from '../../../src/identity/records/user.entity.js';
import { newId } from '../../../src/kernel/ids.js';
import { Network, passphraseOf } from '../../../src/kernel/networks.js';
import { vaultEntities } from '../../../src/keyring/vault-state.entity.js';
import { type AccountParts, AccountService } from '../../../src/money/accounts/account.service.js';
import { LedgerViewService } from '../../../src/money/accounts/ledger-view.service.js';
import { accountEntities } from '../../../src/money/accounts/records/account.entity.js';
import { ContactService } from '../../../src/money/contacts/contact.service.js';
import { AuditRecord, auditEntities } from '../../../src/platform/audit/audit.entity.js';
import { AuditLog } from '../../../src/platform/audit/audit-log.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import type { StellarGateway } from '../../../src/stellar/gateway.js';
import { StellarNetworks } from '../../../src/stellar/networks/stellar-networks.js';
import { EmbeddedVault } from '../../../src/vault/room/embedded-vault.js';
import { testDatabase } from './test-database.js';
import { LENIENT } from './vault-case.js';

const networkPassphrases = Object.fromEntries(Object.values(Network).map((name) => [name, passphraseOf(name)]));

/** Accounts and contacts over SQLite in memory, the real vault, and whatever networks the test brings. */
export class AccountsCase {
  readonly warnings: string[] = [];

  readonly orm: MikroORM;
  readonly networks: StellarNetworks;
  readonly audit: AuditLog;
  readonly contacts: ContactService;
  readonly accounts: AccountService;
  readonly ledger: LedgerViewService;
  private readonly vault: EmbeddedVault;

  private constructor(parts: {
    orm: MikroORM;
    networks: StellarNetworks;
    audit: AuditLog;
    contacts: ContactService;
    accounts: AccountService;
    ledger: LedgerViewService;
    vault: EmbeddedVault;
  }) {
    this.orm = parts.orm;
    this.networks = parts.networks;
    this.audit = parts.audit;
    this.contacts = parts.contacts;
    this.accounts = parts.accounts;
    this.ledger = parts.ledger;
    this.vault = parts.vault;
  }

  static async open(gateways: StellarGateway[], change: Partial<AccountParts> = {}): Promise<AccountsCase> {
    const orm = await openDatabase(await testDatabase(), [
      User,
      ...auditEntities,
      ...accountEntities,
      ...vaultEntities,
    ]);
    const networks = new StellarNetworks(gateways);
    const audit = new AuditLog(orm.em);
    const vault = new EmbeddedVault(new Uint8Array(32).fill(7), {
      ...LENIENT,
      rpId: 'localhost',
      origin: 'http://localhost:4000',
      networkPassphrases,
    });
    const contacts = new ContactService(orm.em, networks, audit, vault);
    const log = {
      warn: (fields: unknown, message: string) => void opened.warnings.push(JSON.stringify([fields, message])),
    };
    const accounts = new AccountService({ em: orm.em, vault, networks, audit, contacts, log, ...change });
    const opened = new AccountsCase({
      orm,
      networks,
      audit,
      contacts,
      accounts,
      ledger: new LedgerViewService(networks, contacts, async () => 1_000_000n),
      vault,
    });
    return opened;
  }

  get em() {
    return this.orm.em.fork();
  }

  async addUser(name: string, demo = false): Promise<string> {
    const em = this.em;
    const id = newId('usr');
    const mac = demo ? await this.vault.seal(demoRecord({ id })) : null;
    const values = { id, name, demo, mac, frozenAt: null, frozenReason: null, createdAt: new Date() };
    await em.persist(em.create(User, values)).flush();
    return values.id;
  }

  /** What was written down about a person, oldest first. */
  async acts(userId: string): Promise<string[]> {
    const entries = await this.em.find(AuditRecord, { userId }, { orderBy: { seq: 'asc' } });
    return entries.map(({ action, result }) => `${action} ${result}`);
  }

  close(): Promise<void> {
    return this.orm.close();
  }
}
