import type { EntityManager } from '@mikro-orm/core';
import type { KeyRotationConfig } from '../kernel/config.js';
import { DAY_MS } from '../kernel/durations.js';
import { DomainError, ErrorCode } from '../kernel/errors.js';
import { AuditRecord } from '../platform/audit/audit.entity.js';
import { type AuditLog, SYSTEM } from '../platform/audit/audit-log.js';
import type { KeyStatus, StoredKeyring } from '../vault/contract/stored-keyring.js';
import type { SealedKey, Vault } from '../vault/contract/vault.js';
import { replaceKeyring } from './keyring.store.js';
import type { LiveKeyring } from './live-keyring.js';
import { recordKeys } from './open-keyring.js';
import type { SealedKeyRow, SealedKeys } from './sealed-keys.js';

export type RotationActor = 'OPERATOR' | 'SCHEDULER';
export type RotationParts = {
  em: EntityManager;
  keyring: LiveKeyring;
  vault: Pick<Vault, 'addKeyVersion' | 'retireKeyVersion' | 'keyStatus' | 'rewrap'>;
  sealedKeys: SealedKeys;
  audit: AuditLog;
  days: KeyRotationConfig;
  now?: () => Date;
  pageSize?: number;
};
export type RotationStatus = Omit<KeyStatus, 'versions'> & {
  versions: (KeyStatus['versions'][number] & { records: number })[];
  remaining: number;
  /** Accounts whose key did not open when it was last tried to move them, and that are still where they were. */
  broken: string[];
};
export type RewrapOptions = {
  actor: RotationActor;
  dryRun?: boolean;
  newDataKeys?: boolean;
  stop?: () => boolean;
  /** Told after each page how far it is. */
  onPage?: (soFar: Rewrapped) => void;
};
/** `broken` are accounts whose record does not open; they stay as they are and keep their version from being retired. */
export type Rewrapped = { done: number; skipped: number; broken: string[] };

const PAGE = 100;

const refuse = (message: string): DomainError => new DomainError(ErrorCode.CONFLICT, message);

/** Replaces the keys that wrap data keys, while the server works. A process that dies at any point leaves nothing to repair. */
export class KeyRotation {
  private broken: string[] = [];
  private readonly now: () => Date;

  constructor(private readonly parts: RotationParts) {
    this.now = parts.now ?? (() => new Date());
  }

  async status(): Promise<RotationStatus> {
    await this.parts.keyring.refresh();
    const [status, counts] = await Promise.all([this.parts.vault.keyStatus(), this.counts()]);
    const versions = status.versions.map((row) => ({ ...row, records: counts.get(row.version) ?? 0 }));
    const all = [...counts.values()].reduce((sum, records) => sum + records, 0);
    const remaining = all - (counts.get(status.active) ?? 0);
    return { ...status, versions, remaining, broken: remaining > 0 ? this.broken : [] };
  }

  /** A new version seals from now on; the one before it still opens. Returns the new version. */
  async rotate(actor: RotationActor): Promise<number> {
    await this.parts.keyring.refresh();
    const next = await this.parts.vault.addKeyVersion();
    const { version } = next.versions.at(-1)!;
    await this.keep(next, (tx) =>
      recordKeys(this.parts.audit, tx, {
        actor,
        action: 'key.rotated',
        details: { number: next.head.number, version },
      }),
    );
    return version;
  }

  /** Moves every record to the active version, page by page; what is left is what is still to do. */
  async rewrap({ actor, dryRun = false, newDataKeys = false, ...rest }: RewrapOptions): Promise<Rewrapped> {
    const { stop = () => false, onPage } = rest;
    await this.parts.keyring.refresh();
    const { active } = await this.parts.vault.keyStatus();
    const total: Rewrapped = { done: 0, skipped: 0, broken: [] };
    for (let after = ''; !stop(); ) {
      const size = this.parts.pageSize ?? PAGE;
      const rows = await this.parts.sealedKeys.page(this.parts.em.fork(), after, size, newDataKeys ? null : active);
      if (rows.length === 0) {
        this.broken = total.broken;
        break;
      }
      after = rows.at(-1)!.binding.accountId;
      const next = await this.parts.vault.rewrap({ records: rows, newDataKeys });
      const pairs = rows.map((row, index) => ({ row, next: next[index] ?? null }));
      total.broken.push(...pairs.filter((pair) => !pair.next).map(({ row }) => row.binding.accountId));
      const whole = pairs.filter((pair): pair is Pair => pair.next !== null);
      const done = dryRun ? whole.length : await this.swap(whole, actor, active, newDataKeys);
      total.done += done;
      total.skipped += whole.length - done;
      onPage?.(total);
    }
    return total;
  }

  /** Destroys a replaced version, or says why not yet. */
  async retire(actor: RotationActor, version: number): Promise<void> {
    await this.parts.keyring.refresh();
    await this.assertOldEnough(version);
    const next = await this.parts.vault.retireKeyVersion(version);
    await this.keep(next, async (tx) => {
      // Counted behind the lock on the version's row: whoever seals a new key under it waits, or is counted here.
      const records = (await this.parts.sealedKeys.counts(tx)).get(version) ?? 0;
      if (records > 0) throw refuse(`${records} accounts are still under version ${version}. Run rewrap first.`);
      await recordKeys(this.parts.audit, tx, {
        actor,
        action: 'key.retired',
        details: { number: next.head.number, version },
      });
    });
  }

  /** The versions that `retire` would take now. */
  async retirable(): Promise<number[]> {
    const { versions } = await this.status();
    const due = [];
    for (const { version, state, records } of versions)
      if (state === 'RETIRING' && records === 0 && (await this.daysLeft(version)) === 0) due.push(version);
    return due;
  }

  /** Destroys all that can be destroyed now; returns which. */
  async retireDue(actor: RotationActor): Promise<number[]> {
    const due = await this.retirable();
    for (const version of due) await this.retire(actor, version);
    return due;
  }

  private async swap(pairs: Pair[], actor: RotationActor, version: number, newDataKeys: boolean): Promise<number> {
    if (pairs.length === 0) return 0;
    return this.parts.em.fork().transactional(async (tx) => {
      let done = 0;
      for (const { row, next } of pairs) if (await this.parts.sealedKeys.swap(tx, row, next)) done += 1;
      if (done === 0) return 0;
      const { number } = await this.parts.vault.keyStatus();
      const details = { number, version, records: done, newDataKeys };
      await recordKeys(this.parts.audit, tx, { actor, action: 'key.rewrapped', details });
      return done;
    });
  }

  // Stored first, opened afterwards: a version that seals anything is there for every other process to read.
  private async keep(next: StoredKeyring, write: (tx: EntityManager) => Promise<unknown>): Promise<void> {
    await this.parts.em.fork().transactional(async (tx) => {
      await replaceKeyring(tx, next.head.number - 1, next);
      await write(tx);
    });
    await this.parts.keyring.adopt(next);
  }

  private counts(): Promise<Map<number, number>> {
    return this.parts.sealedKeys.counts(this.parts.em.fork());
  }

  private async assertOldEnough(version: number): Promise<void> {
    const left = await this.daysLeft(version);
    if (left > 0)
      throw refuse(
        `Backups may still hold records under version ${version}. It can be retired in ${left} days ` +
          `(BACKUP_RETENTION_DAYS is ${this.parts.days.backupRetentionDays}).`,
      );
  }

  // From when no record was under it any more, because the backup before that moment is the last that needs it.
  private async daysLeft(version: number): Promise<number> {
    const { versions } = await this.parts.vault.keyStatus();
    const row = versions.find((one) => one.version === version);
    if (!row?.retiringAt) throw refuse(`Version ${version} is not retiring. Only a replaced version can be retired.`);
    const where = { userId: SYSTEM, action: 'key.rewrapped' };
    const [last] = await this.parts.em.fork().find(AuditRecord, where, { orderBy: { seq: 'desc' }, limit: 1 });
    const since = Math.max(Date.parse(row.retiringAt), last?.at.getTime() ?? 0);
    const due = since + this.parts.days.backupRetentionDays * DAY_MS;
    return Math.max(0, Math.ceil((due - this.now().getTime()) / DAY_MS));
  }
}

type Pair = { row: SealedKeyRow; next: SealedKey };
