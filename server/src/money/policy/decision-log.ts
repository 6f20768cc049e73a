import type { EntityManager } from '@mikro-orm/core';
import type { PastDecision } from './stored-decision.js';

/** Whose policy; without an account the person's own, which holds for all of them. */
export type Whose = { userId: string; accountId: string | null };

/** Where proposals come from: a key, directly or through the agent, or the agent for its person themself. */
export type ProposalSource = { userId: string; apiKeyId: string | null };

/** A stretch of time, and how much of it at most. */
export type Span = { from: Date; to: Date; limit: number };

/** What the policy needs to know of transactions, which stand above it: app/ hands it in. */
export interface DecisionLog {
  /** How many transactions came from there since then; with `before` only those older than that transaction. */
  countProposals(em: EntityManager, origin: ProposalSource, since: Date, before?: string): Promise<number>;
  /** How many proposals of the agent that came from there were denied since then. */
  countAgentRefusals(em: EntityManager, origin: ProposalSource, since: Date): Promise<number>;
  /** Decisions of this time, oldest first; beyond `limit` the newest. Those of one account where it is given. */
  decisions(em: EntityManager, whose: Whose, span: Span): Promise<PastDecision[]>;
}
