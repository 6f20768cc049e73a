import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { againIfChanged } from '../../keyring/checked-seals.js';
import { withRowLocked } from '../../platform/db/lock.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import type { Verdict } from '../../rulebook/facts/policy.js';
import { unaskedIn } from '../../rulebook/rules/unasked.js';
import type { AgentBrake } from '../policy/agent-brake.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { RefusalService } from './refusal.service.js';
import type { SignableService } from './signable.service.js';
import { SIGNING, type Signing } from './signing.js';

export type SpendingCapParts = {
  em: EntityManager;
  policy: PolicyService;
  signable: SignableService;
  refusals: RefusalService;
  brake: AgentBrake;
};

/**
 * The enforcement of @spendingCap: one database transaction around the signing resolver, in which the caps are
 * counted again with the user's row locked, the worst case is reserved, and the resolver signs and stores.
 */
export class SpendingCapGuard {
  constructor(private readonly parts: SpendingCapParts) {}

  run(context: RequestContext, transactionId: string, next: () => Promise<unknown>): Promise<unknown> {
    return againIfChanged(() => this.attempt(context, transactionId, next));
  }

  private async attempt(context: RequestContext, transactionId: string, next: () => Promise<unknown>) {
    const { userId } = actorOf(context);
    const { em, policy, signable, refusals, brake } = this.parts;
    const ready = await signable.prepare(transactionId, userId);
    const prices = await policy.pricesFor(ready.facts);
    await crashPoint('sign.before-lock');
    const outcome = await withRowLocked(em, User, userId, async (tx) => {
      const signing = { ...(await signable.lock(tx, transactionId, userId, ready)), prices };
      await crashPoint('sign.locked');
      const { accountId } = signing;
      const verdict = await policy.judge(tx, { userId, accountId, transactionId }, signing.facts, prices);
      const refused = await refusals.of(signing, verdict);
      if (refused) return { refused };
      await this.reserve(signing, userId, verdict);
      await crashPoint('sign.reserved');
      context.guarded.set(SIGNING, signing);
      return { value: await next() };
    }).catch((error) => brake.afterFailure(userId, error));
    if (outcome.refused) throw outcome.refused;
    await crashPoint('sign.after-commit');
    return outcome.value;
  }

  private async reserve(
    { tx, transactionId, accountId, facts, prices }: Signing,
    userId: string,
    { decision }: Verdict,
  ): Promise<void> {
    const { network, outflows, apiKeyId = null } = facts;
    const owner = { userId, accountId, transactionId, apiKeyId };
    const unasked = decision === 'ALLOW' ? unaskedIn(facts, prices) : null;
    await this.parts.policy.reservations.reserve(tx, { ...owner, network, outflows, prices, unasked });
  }
}
