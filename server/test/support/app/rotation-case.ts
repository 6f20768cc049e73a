import { randomBytes } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/core';
import {
  Asset,
  Keypair,
  Operation,
  Account as Source,
  Transaction,
  TransactionBuilder,
} from '@stellar/stellar-sdk/base';
import { type DatabaseConfig, givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { newId } from '../../../src/kernel/ids.js';
import { followKeyring } from '../../../src/keyring/follow-keyring.js';
import { KeyRotation, type RotationParts } from '../../../src/keyring/key-rotation.js';
import { keyringEntities } from '../../../src/keyring/keyring.entity.js';
import { assertStillOpens } from '../../../src/keyring/keyring.store.js';
import { LiveKeyring } from '../../../src/keyring/live-keyring.js';
import { isNewDatabase, openKeyring } from '../../../src/keyring/open-keyring.js';
import { releasedEntities } from '../../../src/keyring/released-check.entity.js';
import { accountKeys } from '../../../src/money/accounts/account-keys.js';
import { Account, accountEntities } from '../../../src/money/accounts/records/account.entity.js';
import { auditEntities } from '../../../src/platform/audit/audit.entity.js';
import { AuditLog } from '../../../src/platform/audit/audit-log.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import type { KeyBinding, Vault } from '../../../src/vault/contract/vault.js';
import { EmbeddedVault } from '../../../src/vault/room/embedded-vault.js';
import { gatherMasterKeys } from '../../../src/vault/room/keys/gather-master-keys.js';
import { LENIENT, NO_EVIDENCE, PARTY, PASSPHRASES } from './vault-case.js';

const VALID_SECONDS = 60;
const BATCH = 500;
const isInUse = async () => false;

/** A server's part of rotation, over the real vault and a database of accounts. */
export class RotationCase {
  readonly orm: MikroORM;
  readonly audit: AuditLog;
  readonly ownVault: EmbeddedVault;
  readonly vault: Vault;
  readonly keyring: LiveKeyring;
  readonly rotation: KeyRotation;
  private readonly now: () => Date;

  private constructor(parts: {
    orm: MikroORM;
    audit: AuditLog;
    ownVault: EmbeddedVault;
    vault: Vault;
    keyring: LiveKeyring;
    rotation: KeyRotation;
    now: () => Date;
  }) {
    this.orm = parts.orm;
    this.audit = parts.audit;
    this.ownVault = parts.ownVault;
    this.vault = parts.vault;
    this.keyring = parts.keyring;
    this.rotation = parts.rotation;
    this.now = parts.now;
  }

  static async open(
    database: DatabaseConfig,
    masterKey: Uint8Array,
    change: Partial<RotationParts> = {},
  ): Promise<RotationCase> {
    const known = [...releasedEntities, ...keyringEntities, ...auditEntities, ...accountEntities];
    const orm = await openDatabase(database, known);
    const audit = new AuditLog(orm.em);
    const secrets = new Secrets({ masterKey: givenMasterKey(masterKey) });
    const keys = await gatherMasterKeys(secrets, null, await isNewDatabase(orm.em, isInUse));
    const { now = () => new Date() } = change;
    const own = new EmbeddedVault(keys, { ...PARTY, ...LENIENT, networkPassphrases: PASSPHRASES, now });
    await openKeyring({ em: orm.em, vault: own, audit, isInUse });
    const days = { maxAgeDays: 90, backupRetentionDays: 35 };
    const keyring = new LiveKeyring({ em: orm.em, database, vault: own });
    const rotation = new KeyRotation({
      em: orm.em,
      keyring,
      vault: own,
      sealedKeys: accountKeys,
      audit,
      days,
      ...change,
    });
    const vault = followKeyring(own, () => keyring.catchUp());
    return new RotationCase({ orm, audit, ownVault: own, vault, keyring, rotation, now });
  }

  /** Accounts with keys of their own, as the service of accounts stores them. */
  async add(count: number): Promise<string[]> {
    const ids: string[] = [];
    for (let from = 0; from < count; from += BATCH) {
      const rows = await Promise.all(Array.from({ length: Math.min(BATCH, count - from) }, () => this.made()));
      await this.orm.em.fork().transactional(async (tx) => {
        for (const row of rows) tx.persist(tx.create(Account, row));
      });
      ids.push(...rows.map(({ id }) => id));
    }
    return ids;
  }

  /** One account, as while the keys change: made again where its version was destroyed meanwhile. */
  async addOne(): Promise<string> {
    const row = await this.made();
    try {
      await this.orm.em.fork().transactional(async (tx) => {
        await tx.nativeUpdate(Account, { id: row.id }, { name: row.name });
        await assertStillOpens(tx, row.sealed.keyVersion);
        await tx.persist(tx.create(Account, row)).flush();
      });
      return row.id;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.keyring.refresh();
      return this.addOne();
    }
  }

  /** Signs with the key of an account as it is stored now; false where the signature is not the account's. */
  async signs(id: string): Promise<boolean> {
    const account = await this.orm.em.fork().findOneOrFail(Account, { id });
    const envelope = paymentOf(account.address, this.now());
    const binding = bindingOf(account);
    const record = { kind: 'account' as const, ...binding, address: account.address };
    const accounts = [{ record, mac: await this.vault.seal(record) }];
    await this.vault.catchUp({ userId: account.userId, accounts, state: null });
    const { signature } = await this.vault.sign({
      binding,
      sealed: account.sealed,
      envelope,
      grounds: NO_EVIDENCE,
      authority: { kind: 'POLICY', policyVersion: 1 },
    });
    const hash = new Transaction(envelope, PASSPHRASES.LOCAL).hash();
    return Keypair.fromPublicKey(account.address).verify(hash, Buffer.from(signature, 'base64'));
  }

  close(): Promise<void> {
    return this.orm.close();
  }

  private async made() {
    const [id, userId] = [newId('acc'), newId('usr')];
    const binding: KeyBinding = { userId, accountId: id, network: 'LOCAL', holder: 'PASSKEY' };
    const { address, sealed } = await this.vault.createKey(binding);
    const times = { frozenAt: null, frozenReason: null, archivedAt: null, createdAt: new Date() };
    const named = { id, userId, name: 'Main', network: 'LOCAL' as const, holder: 'PASSKEY' as const };
    return { ...named, address, sealed, mac: null, ...times };
  }
}

const bindingOf = ({ id, userId, network, holder }: Account): KeyBinding => ({
  userId,
  accountId: id,
  network,
  holder,
});

const paymentOf = (source: string, now: Date): string =>
  new TransactionBuilder(new Source(source, '1'), {
    fee: '100',
    networkPassphrase: PASSPHRASES.LOCAL,
    timebounds: { minTime: 0, maxTime: Math.floor(now.getTime() / 1000) + VALID_SECONDS },
  })
    .addOperation(Operation.payment({ destination: source, asset: Asset.native(), amount: '1' }))
    .build()
    .toXdr();

export const randomMasterKey = (): Uint8Array => new Uint8Array(randomBytes(32));
