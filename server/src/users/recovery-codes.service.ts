import type { EntityManager } from '@mikro-orm/core';
import type { AuditAction, AuditLog } from '../audit/audit-log.js';
import { withRowLocked } from '../db/lock.js';
import { DomainError, ErrorCode } from '../errors.js';
import type { Events } from '../events/events.service.js';
import { ActorKind } from '../graphql/context.js';
import { newId } from '../ids.js';
import { DEFAULT_COST, matchesHash, type NewCode, newRecoveryCode, parseRecoveryCode } from './recovery-code.js';
import { RecoveryCode, User } from './user.entity.js';

const CODES = 8;

/** Eight codes that are shown once and work once each, from when their person says that they saved them. */
export class RecoveryCodes {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: { audit: AuditLog; events: Events },
    private readonly now: () => Date = () => new Date(),
    private readonly cost = DEFAULT_COST,
  ) {}

  /** Made outside of any transaction: the hashes are slow on purpose. */
  prepare(): Promise<NewCode[]> {
    return Promise.all(Array.from({ length: CODES }, () => newRecoveryCode(this.cost)));
  }

  /** Takes the place of every code that was not saved, within the caller's transaction. What is in force stays so. */
  async store(tx: EntityManager, userId: string, codes: NewCode[]): Promise<string[]> {
    await tx.nativeDelete(RecoveryCode, { userId, inForce: false });
    for (const { lookup, hash } of codes)
      tx.persist(tx.create(RecoveryCode, { id: newId('rec'), userId, lookup, hash, inForce: false, usedAt: null }));
    await tx.flush();
    return codes.map(({ code }) => code);
  }

  async regenerate(userId: string): Promise<string[]> {
    const codes = await this.prepare();
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
    await withRowLocked(this.em, User, userId, async (tx) => {
      // Newer ones may have been made meanwhile, in another tab.
      const row = await tx.findOne(RecoveryCode, { id: code.id, userId });
      if (!row) throw notNewest();
      if (row.inForce) return;
      await tx.nativeDelete(RecoveryCode, { userId, inForce: true });
      await tx.nativeUpdate(RecoveryCode, { userId }, { inForce: true });
      await this.tell(tx, userId, 'recovery_codes.saved');
    });
  }

  left(userId: string): Promise<number> {
    return this.em.fork().count(RecoveryCode, { userId, inForce: true, usedAt: null });
  }

  async areUnsaved(userId: string): Promise<boolean> {
    return (await this.em.fork().count(RecoveryCode, { userId, inForce: false })) > 0;
  }

  /** The row that a code opens; null for every other text, after the same work. */
  async find(text: string): Promise<RecoveryCode | null> {
    const row = await this.matching(text);
    return row?.inForce ? row : null;
  }

  /** Uses a code up; false if another request was faster, or if newer ones hold by now. */
  async use(tx: EntityManager, { id }: RecoveryCode): Promise<boolean> {
    const good = { id, inForce: true, usedAt: null };
    return (await tx.nativeUpdate(RecoveryCode, good, { usedAt: this.now() })) === 1;
  }

  private async matching(text: string): Promise<RecoveryCode | null> {
    const parsed = parseRecoveryCode(text);
    const row = parsed && (await this.em.fork().findOne(RecoveryCode, { lookup: parsed.lookup, usedAt: null }));
    const matches = await matchesHash(parsed?.secret ?? '', row?.hash ?? null, this.cost);
    return matches ? row : null;
  }

  private async tell(tx: EntityManager, userId: string, action: AuditAction): Promise<void> {
    await this.parts.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource: userId, result: 'OK' });
    await this.parts.events.publish(tx, `user:${userId}`, { recoveryCodes: action });
  }
}

const notNewest = (): DomainError =>
  new DomainError(
    ErrorCode.BAD_USER_INPUT,
    'This is none of your newest recovery codes, so nothing changed. Make new ones and save those.',
  );
