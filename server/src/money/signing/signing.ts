import type { EntityManager } from '@mikro-orm/core';
import type { CheckedSeals } from '../../keyring/checked-seals.js';
import type { TransactionFacts } from '../../rulebook/facts/policy.js';
import type { Prices } from '../../rulebook/facts/price.js';
import type { Simulation } from '../proposals/simulation.js';

/** Read from the network before any lock: where the account's sequence and the network's clock stand. */
export type ToSign = { kind: 'SIGN'; sequence: bigint; validUntil: Date; simulation: Simulation | null };
/** A higher fee, in stroops, for what was signed already. */
export type ToBump = { kind: 'BUMP'; fee: bigint };
type Prepared = ToSign | ToBump;
/** What was read and checked before the locks. */
export type Ready = { facts: TransactionFacts; prepared: Prepared; seals: CheckedSeals };

/** What is about to be signed, with its rows locked in `tx`. */
export type Signing = {
  tx: EntityManager;
  transactionId: string;
  accountId: string;
  facts: TransactionFacts;
  prepared: Prepared;
  /** Those of the judgement, for whoever judges again. */
  prices: Prices;
};

/** Where the guard leaves it for the resolver. */
export const SIGNING = 'signing';
