import type { EntityManager } from '@mikro-orm/core';
import type { PastDecision } from './decision-inputs.js';

/** Whose policy; without an account the person's own, which holds for all of them. */
export type Whose = { userId: string; accountId: string | null };

/** What the policy needs to know of transactions, which stand above it: app-services.ts hands it in. */
export interface DecisionLog {
  /** How many transactions the agent proposed since then; with `before` only those older than that transaction. */
  countAgentProposals(em: EntityManager, userId: string, since: Date, before?: string): Promise<number>;
  /** How many proposals of the agent were denied since then. */
  countAgentRefusals(em: EntityManager, userId: string, since: Date): Promise<number>;
  /** Decisions of this time, oldest first; beyond `limit` the newest. Those of one account where it is given. */
  decisions(em: EntityManager, whose: Whose, from: Date, to: Date, limit: number): Promise<PastDecision[]>;
}
