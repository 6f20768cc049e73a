import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { DecisionLog, ProposalSource, Span, Whose } from '../policy/decision-log.js';
import type { PastDecision } from '../policy/stored-decision.js';
import { Transaction } from './transaction.entity.js';

/** What the policy needs to know of earlier proposals. */
export class PastDecisions implements DecisionLog {
  countProposals(
    em: EntityManager,
    { userId, apiKeyId }: ProposalSource,
    since: Date,
    before?: string,
  ): Promise<number> {
    const earlier = before === undefined ? {} : { id: { $lt: before } };
    const proposer = apiKeyId === null ? { proposedBy: ActorKind.AGENT } : {};
    return em.count(Transaction, { userId, apiKeyId, ...proposer, createdAt: { $gt: since }, ...earlier });
  }

  countAgentRefusals(em: EntityManager, { userId, apiKeyId }: ProposalSource, since: Date): Promise<number> {
    const denied = { status: TransactionStatus.DENIED, updatedAt: { $gt: since } };
    return em.count(Transaction, { userId, apiKeyId, proposedBy: ActorKind.AGENT, ...denied });
  }

  async decisions(em: EntityManager, { userId, accountId }: Whose, { from, to, limit }: Span): Promise<PastDecision[]> {
    const where = { userId, ...(accountId && { accountId }), createdAt: { $gt: from, $lte: to } };
    const rows = await em.find(Transaction, where, {
      fields: ['accountId', 'facts'],
      orderBy: { id: 'desc' },
      limit,
      // Read beside the rows that a caller may hold already: these have a part of their fields alone.
      disableIdentityMap: true,
    });
    // Rows from before the facts were stored cannot be judged again.
    return rows.reverse().flatMap(({ accountId, facts }) => (facts ? [{ accountId, inputs: facts }] : []));
  }
}
