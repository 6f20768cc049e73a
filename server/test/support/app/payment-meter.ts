import { AsyncLocalStorage } from 'node:async_hooks';
import { Operation } from '@stellar/stellar-sdk/base';
import type { MoneyApp } from './money-case.js';

/** What one payment has taken: all of it is work that its person waits for. */
export type Taken = {
  /** How often the bytes were read into operations and sized, by the server and by the vault. */
  decoded: { server: number; vault: number };
  /** How often they were read into operations for anything else, such as their hash. */
  parsed: { server: number; vault: number };
  /**
   * How often any part of the server wants seals checked; of that without a row, and within a transaction of the database. Over the
   * channel goes what this process does not remember.
   */
  sealChecks: { asked: number; empty: number; inTransaction: number; overChannel: number };
  /** All calls over the channel. */
  vaultCalls: Record<string, number>;
  transactions: number;
};

const nothing = (): Taken => ({
  decoded: { server: 0, vault: 0 },
  parsed: { server: 0, vault: 0 },
  sealChecks: { asked: 0, empty: 0, inTransaction: 0, overChannel: 0 },
  vaultCalls: {},
  transactions: 0,
});

type Method = (...args: never[]) => unknown;

/** Looks on at an app of one process: at the SDK's reading of operations, at the vault's door, and at the database's connection. */
export class PaymentMeter {
  private taken = nothing();
  private readonly inVault = new AsyncLocalStorage<true>();
  private readonly inTransaction = new AsyncLocalStorage<{ isOpen: boolean }>();
  private readonly restore: (() => void)[] = [];

  constructor(app: MoneyApp) {
    this.around(Operation, 'fromXdrObject', (call) => {
      this.countReading(new Error().stack ?? '');
      return call();
    });
    for (const name of Object.keys(app.vaultApi)) this.watchVault(app.vaultApi, name);
    this.around(app.vault, 'checkSeals', (call, [rows]) => {
      this.countSeals(rows as readonly unknown[]);
      return call();
    });
    const connection = app.orm.em.getConnection();
    this.around(connection, 'begin', (call) => {
      this.taken.transactions += 1;
      return call();
    });
    this.around(connection, 'transactional', (call) => this.withinTransaction(call as () => Promise<unknown>));
  }

  /** What was taken since the last time. */
  read(): Taken {
    const { taken } = this;
    this.taken = nothing();
    return taken;
  }

  [Symbol.dispose](): void {
    for (const one of this.restore) one();
  }

  private countReading(stack: string): void {
    // The network in these tests reads what it is sent, as any network does.
    if (stack.includes('fake-gateway')) return;
    const kind = stack.includes('/sizing/') ? this.taken.decoded : this.taken.parsed;
    kind[this.inVault.getStore() ? 'vault' : 'server'] += 1;
  }

  private watchVault(room: object, name: string): void {
    this.around(room, name, (call) => {
      const { vaultCalls } = this.taken;
      vaultCalls[name] = (vaultCalls[name] ?? 0) + 1;
      if (name === 'checkSeals') this.taken.sealChecks.overChannel += 1;
      return this.inVault.run(true, call);
    });
  }

  private countSeals(rows: readonly unknown[]): void {
    const { sealChecks } = this.taken;
    sealChecks.asked += 1;
    if (rows.length === 0) sealChecks.empty += 1;
    if (this.inTransaction.getStore()?.isOpen) sealChecks.inTransaction += 1;
  }

  /** What is begun within and goes on after its end, such as a wake-up, is no part of it. */
  private async withinTransaction(call: () => Promise<unknown>): Promise<unknown> {
    const transaction = { isOpen: true };
    try {
      return await this.inTransaction.run(transaction, call);
    } finally {
      transaction.isOpen = false;
    }
  }

  private around(target: object, name: string, work: (call: () => unknown, args: unknown[]) => unknown): void {
    const methods = target as Record<string, unknown>;
    const method = methods[name];
    if (typeof method !== 'function') return;
    methods[name] = (...args: never[]) => work(() => (method as Method).apply(target, args), args);
    this.restore.push(() => {
      methods[name] = method;
    });
  }
}
