import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose calls are counted together. A program's share lies within that of all programs of its person, an address's within that of all visitors. */
export type Lane = { kind: 'PERSON' | 'KEYS' | 'KEY' | 'VISITORS' | 'ADDRESS'; name: string };

/** On whose behalf a network is asked: the widest lane first, and the field that asks, where it says that it does. */
export type NetworkCaller = { lanes: readonly [Lane, ...Lane[]]; field: string | null };

const current = new AsyncLocalStorage<NetworkCaller | null>();

/** Everything that `work` asks of a network is counted as this caller's. */
export const onBehalfOf = <T>(caller: NetworkCaller, work: () => T): T => current.run(caller, work);

/** The server's own work, such as carrying on what was decided. It waits for nobody, whoever woke it up. */
export const asServer = <T>(work: () => T): T => current.run(null, work);

export const networkCaller = (): NetworkCaller | null => current.getStore() ?? null;
