import { setTimeout as wait } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/core';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { isBusy } from '../../money/accounts/busy.js';
import { Account } from '../../money/accounts/records/account.entity.js';
import { Transaction } from '../../money/proposals/transaction.entity.js';
import { withRowLocked } from '../../platform/db/lock.js';
import { IN_FLIGHT } from '../../rulebook/life.js';

export type HoldTiming = {
  /** How long the account stays held by a process that died; longer than a change may wait for its ledger. */
  holdMs: number;
  pollMs: number;
  /** How long payments on their way, or another process, are waited for. */
  waitMs: number;
};
export const HOLD_TIMING: HoldTiming = { holdMs: 3 * MINUTE_MS, pollMs: 1_000, waitMs: 10 * MINUTE_MS };

/** Keeps an account's next number on the ledger for oneself: nothing is in flight, and nothing is signed meanwhile. */
export class Hold {
  private constructor(
    private readonly em: EntityManager,
    private readonly accountId: string,
    private until: Date,
    private readonly timing: HoldTiming,
  ) {}

  static async take(em: EntityManager, accountId: string, timing: HoldTiming): Promise<Hold> {
    for (const end = Date.now() + timing.waitMs; Date.now() <= end; await wait(timing.pollMs)) {
      const until = new Date(Date.now() + timing.holdMs);
      if (await takeUntil(em, accountId, until)) return new Hold(em, accountId, until, timing);
    }
    throw new DomainError(
      ErrorCode.CONFLICT,
      'A payment of this account is still on its way, or its signer is being replaced elsewhere. Try again later.',
    );
  }

  /** Before each signature, so that no payment begins while it may still apply. */
  renew(): Promise<void> {
    return withRowLocked(this.em, Account, this.accountId, async (tx, account) => {
      if (account.busyUntil?.getTime() !== this.until.getTime())
        throw new DomainError(ErrorCode.CONFLICT, 'This took too long. Nothing is lost: run it again.');
      this.until = new Date(Date.now() + this.timing.holdMs);
      account.busyUntil = this.until;
      await tx.flush();
    });
  }

  async release(): Promise<void> {
    await this.em.fork().nativeUpdate(Account, { id: this.accountId, busyUntil: this.until }, { busyUntil: null });
  }
}

const takeUntil = (em: EntityManager, accountId: string, until: Date): Promise<boolean> =>
  withRowLocked(em, Account, accountId, async (tx, account) => {
    if (isBusy(account)) return false;
    if ((await tx.count(Transaction, { accountId, status: { $in: [...IN_FLIGHT] } })) > 0) return false;
    account.busyUntil = until;
    await tx.flush();
    return true;
  });
