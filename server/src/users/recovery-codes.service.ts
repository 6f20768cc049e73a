import type { EntityManager } from '@mikro-orm/core';
import type { AuditLog } from '../audit/audit-log.js';
import { withRowLocked } from '../db/lock.js';
import { ActorKind } from '../graphql/context.js';
import { newId } from '../ids.js';
import { endAfterCommit } from '../vault/ending.js';
import { type EndingSeals, onlySealed, sealedOrNull } from '../vault/seals.js';
import { DEFAULT_COST, matchesHash, newRecoveryCode, parseRecoveryCode } from './recovery-code.js';
import { recoveryCodeRecord } from './sealed-records.js';
import { RecoveryCode, User } from './user.entity.js';

const CODES = 8;

/** A code as it is shown, and the row for it. */
export type PreparedCode = {
  code: string;
  row: Pick<RecoveryCode, 'id' | 'userId' | 'lookup' | 'hash'> & { mac: string };
};

/** Eight codes that are shown once and work once each. */
export class RecoveryCodes {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditLog,
    private readonly seals: EndingSeals,
    private readonly now: () => Date = () => new Date(),
    private readonly cost = DEFAULT_COST,
  ) {}

  /** Made outside of any transaction: the hashes are slow on purpose, and the vault seals them. */
  prepare(userId: string): Promise<PreparedCode[]> {
    const one = async (): Promise<PreparedCode> => {
      const { code, lookup, hash } = await newRecoveryCode(this.cost);
      const row = { id: newId('rec'), userId, lookup, hash };
      return { code, row: { ...row, mac: await this.seals.seal(recoveryCodeRecord(row)) } };
    };
    return Promise.all(Array.from({ length: CODES }, one));
  }

  /** Replaces every code of this person within the caller's transaction. */
  async store(tx: EntityManager, userId: string, codes: PreparedCode[]): Promise<string[]> {
    await this.dropAll(tx, userId);
    for (const { row } of codes) tx.persist(tx.create(RecoveryCode, { ...row, usedAt: null }));
    await tx.flush();
    return codes.map(({ code }) => code);
  }

  async regenerate(userId: string): Promise<string[]> {
    const codes = await this.prepare(userId);
    return withRowLocked(this.em, User, userId, async (tx) => {
      const shown = await this.store(tx, userId, codes);
      const act = { action: 'recovery_codes.regenerated', resource: userId, result: 'OK' } as const;
      await this.audit.record(tx, { userId, actor: ActorKind.PERSON, ...act });
      return shown;
    });
  }

  /** Ends all of them within the caller's transaction, which writes down why. */
  async dropAll(tx: EntityManager, userId: string): Promise<void> {
    const codes = await tx.find(RecoveryCode, { userId });
    await tx.nativeDelete(RecoveryCode, { userId });
    endAfterCommit(tx, this.seals, codes);
  }

  async left(userId: string): Promise<number> {
    const unused = await this.em.fork().find(RecoveryCode, { userId, usedAt: null });
    return (await onlySealed(this.seals, unused, recoveryCodeRecord)).length;
  }

  /** The row that a code opens; null for every other text, after the same work. */
  async find(text: string): Promise<RecoveryCode | null> {
    const parsed = parseRecoveryCode(text);
    const found = parsed && (await this.em.fork().findOne(RecoveryCode, { lookup: parsed.lookup, usedAt: null }));
    const row = await sealedOrNull(this.seals, found, recoveryCodeRecord);
    const matches = await matchesHash(parsed?.secret ?? '', row?.hash ?? null, this.cost);
    return matches ? row : null;
  }

  /** Uses a code up; false if another request was faster. */
  async use(tx: EntityManager, { id }: RecoveryCode): Promise<boolean> {
    endAfterCommit(tx, this.seals, [{ id }]);
    return (await tx.nativeUpdate(RecoveryCode, { id, usedAt: null }, { usedAt: this.now() })) === 1;
  }
}
