import type { EntityManager } from '@mikro-orm/core';
import type { AuditLog } from '../audit/audit-log.js';
import { withRowLocked } from '../db/lock.js';
import { ActorKind } from '../graphql/context.js';
import { newId } from '../ids.js';
import { DEFAULT_COST, matchesHash, type NewCode, newRecoveryCode, parseRecoveryCode } from './recovery-code.js';
import { RecoveryCode, User } from './user.entity.js';

const CODES = 8;

/** Eight codes that are shown once and work once each. */
export class RecoveryCodes {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditLog,
    private readonly now: () => Date = () => new Date(),
    private readonly cost = DEFAULT_COST,
  ) {}

  /** Made outside of any transaction: the hashes are slow on purpose. */
  prepare(): Promise<NewCode[]> {
    return Promise.all(Array.from({ length: CODES }, () => newRecoveryCode(this.cost)));
  }

  /** Replaces every code of this person within the caller's transaction. */
  async store(tx: EntityManager, userId: string, codes: NewCode[]): Promise<string[]> {
    await tx.nativeDelete(RecoveryCode, { userId });
    for (const { lookup, hash } of codes)
      tx.persist(tx.create(RecoveryCode, { id: newId('rec'), userId, lookup, hash, usedAt: null }));
    await tx.flush();
    return codes.map(({ code }) => code);
  }

  async regenerate(userId: string): Promise<string[]> {
    const codes = await this.prepare();
    return withRowLocked(this.em, User, userId, async (tx) => {
      const shown = await this.store(tx, userId, codes);
      const act = { action: 'recovery_codes.regenerated', resource: userId, result: 'OK' } as const;
      await this.audit.record(tx, { userId, actor: ActorKind.PERSON, ...act });
      return shown;
    });
  }

  left(userId: string): Promise<number> {
    return this.em.fork().count(RecoveryCode, { userId, usedAt: null });
  }

  /** The row that a code opens; null for every other text, after the same work. */
  async find(text: string): Promise<RecoveryCode | null> {
    const parsed = parseRecoveryCode(text);
    const row = parsed && (await this.em.fork().findOne(RecoveryCode, { lookup: parsed.lookup, usedAt: null }));
    const matches = await matchesHash(parsed?.secret ?? '', row?.hash ?? null, this.cost);
    return matches ? row : null;
  }

  /** Uses a code up; false if another request was faster. */
  async use(tx: EntityManager, { id }: RecoveryCode): Promise<boolean> {
    return (await tx.nativeUpdate(RecoveryCode, { id, usedAt: null }, { usedAt: this.now() })) === 1;
  }
}
