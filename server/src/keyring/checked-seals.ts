import type { EntityManager } from '@mikro-orm/core';
import { DomainError, ErrorCode } from '../kernel/errors.js';
import { sealName } from '../vault/channel/remembered-seals.js';
import type { Seals } from '../vault/contract/seals.js';
import type { SealedRow } from '../vault/contract/vault.js';

type CanCheck = Pick<Seals, 'checkSeals'>;

/** A row under the lock is not the one whose seal was checked before it. */
class ChangedMeanwhile extends DomainError {
  constructor() {
    super(ErrorCode.CONFLICT, 'What this rests on is being changed. Try again in a moment.', {}, 1);
  }
}

const operations = new WeakMap<EntityManager, CheckedSeals>();

/** The seals that one operation rests on: each is asked for once, and none while rows are locked. */
export class CheckedSeals implements CanCheck {
  private readonly checked = new Map<string, boolean>();

  constructor(private readonly seals: CanCheck) {}

  async checkSeals(rows: SealedRow[]): Promise<boolean[]> {
    const unknown = rows.filter((row) => !this.checked.has(sealName(row)));
    const good = unknown.length > 0 ? await this.seals.checkSeals(unknown) : [];
    for (const [index, row] of unknown.entries()) this.checked.set(sealName(row), good[index] === true);
    return this.known(rows);
  }

  /** Byte for byte the rows that were checked; any other one is no answer, but the end of this attempt. */
  known(rows: SealedRow[]): boolean[] {
    return rows.map((row) => {
      const good = this.checked.get(sealName(row));
      if (good === undefined) throw new ChangedMeanwhile();
      return good;
    });
  }

  /** What is read by `em` from now on is asked of this. */
  restIn(em: EntityManager): void {
    operations.set(em, this);
  }
}

/** Whom to ask for the seals of rows that `em` has read: within the transaction of an operation not the vault. */
export const sealsIn = (em: EntityManager, seals: CanCheck): CanCheck => {
  const operation = operations.get(em);
  if (!operation) return seals;
  return em.isInTransaction() ? { checkSeals: async (rows) => operation.known(rows) } : operation;
};

/** For work within the same transaction that rests on rows which nobody could know before. */
export const outsideOf = async <T>(em: EntityManager, work: () => Promise<T>): Promise<T> => {
  const operation = operations.get(em);
  operations.delete(em);
  try {
    return await work();
  } finally {
    operation?.restIn(em);
  }
};

const ATTEMPTS = 5;

/** Whatever changed at the same time is read and checked anew, as often as people do so by chance. */
export const againIfChanged = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let left = ATTEMPTS - 1; ; left -= 1)
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !(error instanceof ChangedMeanwhile)) throw error;
    }
};
