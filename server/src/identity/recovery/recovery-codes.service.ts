import type { EntityManager, FilterQuery } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { badInput, type DomainError } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { endAfterCommit } from '../../keyring/ending.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { type EndingSeals, onlySealed, sealedOrNull } from '../../vault/contract/seals.js';
import { recoveryCodeRecord } from '../records/sealed-records.js';
import { RecoveryCode, User } from '../records/user.entity.js';
import { CodeTries } from './code-tries.js';
import { DEFAULT_COST, matchesHash, newRecoveryCode, parseRecoveryCode } from './recovery-code.js';

const CODES = 8;

type NewRow = Pick<RecoveryCode, 'id' | 'userId' | 'lookup' | 'hash' | 'inForce'> & { mac: string };
/** A code as it is shown, and its row as the vault sealed it. */
export type PreparedCode = { code: string; row: NewRow };

export type CodeParts = { audit: AuditLog; events: Events; vault: EndingSeals };

/** Eight codes that are shown once and work once each, from when their person says that they saved them. */
export class RecoveryCodesService {
  private readonly tries = new CodeTries();

  constructor(
    private readonly em: EntityManager,
    private readonly parts: CodeParts,
    private readonly now: () => Date = () => new Date(),
    private readonly cost = DEFAULT_COST,
  ) {}

  /** Made outside of any transaction: the hashes are slow on purpose, and the vault seals each. */
  prepare(userId: string): Promise<PreparedCode[]> {
    const one = async (): Promise<PreparedCode> => {
      const { code, lookup, hash } = await newRecoveryCode(this.cost);
      const row = { id: newId('rec'), userId, lookup, hash, inForce: false };
      return { code, row: { ...row, mac: await this.parts.vault.seal(recoveryCodeRecord(row)) } };
    };
    return Promise.all(Array.from({ length: CODES }, one));
  }

  /** Takes the place of every code that was not saved, within the caller's transaction. What is in force stays so. */
  async store(tx: EntityManager, userId: string, codes: PreparedCode[]): Promise<string[]> {
    await this.drop(tx, { userId, inForce: false });
    for (const { row } of codes) tx.persist(tx.create(RecoveryCode, { ...row, usedAt: null }));
    await tx.flush();
    return codes.map(({ code }) => code);
  }

  async regenerate(userId: string): Promise<string[]> {
    const codes = await this.prepare(userId);
    return withRowLocked(this.em, User, userId, async (tx) => {
      const shown = await this.store(tx, userId, codes);
      await this.tell(tx, userId, 'recovery_codes.regenerated');
      return shown;
    });
  }

  /** `text` is one of the newest set: from now on that set holds, and no other. Said again it changes nothing. */
  async save(userId: string, text: string): Promise<void> {
    const code = await this.matching(text);
    if (code?.userId !== userId) throw notNewest();
    if (code.inForce) return;
    const saved = await this.sealedInForce(userId);
    await withRowLocked(this.em, User, userId, async (tx) => {
      // Newer ones may have been made meanwhile, in another tab.
      const row = await tx.findOne(RecoveryCode, { id: code.id, userId });
      if (!row) throw notNewest();
      if (row.inForce) return;
      await this.drop(tx, { userId, inForce: true });
      for (const { id, mac } of saved) await tx.nativeUpdate(RecoveryCode, { id, userId }, { inForce: true, mac });
      await this.tell(tx, userId, 'recovery_codes.saved');
    });
  }

  /** Ends all of them within the caller's transaction, which writes down why. */
  dropAll(tx: EntityManager, userId: string): Promise<void> {
    return this.drop(tx, { userId });
  }

  async left(userId: string): Promise<number> {
    return (await this.sealed({ userId, inForce: true, usedAt: null })).length;
  }

  async areUnsaved(userId: string): Promise<boolean> {
    return (await this.sealed({ userId, inForce: false })).length > 0;
  }

  /** The row that a code opens; null for every other text, after the same work. */
  async find(text: string): Promise<RecoveryCode | null> {
    this.tries.count(text);
    const row = await this.matching(text);
    return row?.inForce ? row : null;
  }

  /** Uses a code up; false if another request was faster, or if newer ones hold by now. */
  async use(tx: EntityManager, { id }: RecoveryCode): Promise<boolean> {
    const good = { id, inForce: true, usedAt: null };
    endAfterCommit(tx, this.parts.vault, [{ id }]);
    return (await tx.nativeUpdate(RecoveryCode, good, { usedAt: this.now() })) === 1;
  }

  private async matching(text: string): Promise<RecoveryCode | null> {
    const parsed = parseRecoveryCode(text);
    const found = parsed && (await this.em.fork().findOne(RecoveryCode, { lookup: parsed.lookup, usedAt: null }));
    const row = await sealedOrNull(this.parts.vault, found, recoveryCodeRecord);
    const matches = await matchesHash(parsed?.secret ?? '', row?.hash ?? null, this.cost);
    return matches ? row : null;
  }

  private async sealed(where: FilterQuery<RecoveryCode>): Promise<RecoveryCode[]> {
    return onlySealed(this.parts.vault, await this.em.fork().find(RecoveryCode, where), recoveryCodeRecord);
  }

  // What the vault says of the newest set once it is saved; asked for before any lock.
  private async sealedInForce(userId: string): Promise<{ id: string; mac: string }[]> {
    const sealed = async (code: RecoveryCode) => ({
      id: code.id,
      mac: await this.parts.vault.seal(recoveryCodeRecord({ ...code, inForce: true })),
    });
    return Promise.all((await this.sealed({ userId, inForce: false })).map(sealed));
  }

  private async drop(tx: EntityManager, where: { userId: string; inForce?: boolean }): Promise<void> {
    const codes = await tx.find(RecoveryCode, where, { fields: ['id'], disableIdentityMap: true });
    await tx.nativeDelete(RecoveryCode, where);
    endAfterCommit(tx, this.parts.vault, codes);
  }

  private async tell(tx: EntityManager, userId: string, action: AuditAction): Promise<void> {
    await this.parts.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource: userId, result: 'OK' });
    await this.parts.events.publish(tx, `user:${userId}`, { recoveryCodes: action });
  }
}

const notNewest = (): DomainError =>
  badInput('This is none of your newest recovery codes, so nothing changed. Make new ones and save those.');
