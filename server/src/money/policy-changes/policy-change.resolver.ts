import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import type { PolicyService } from '../policy/policy.service.js';
import { PolicyType } from '../policy/policy.types.js';
import { policyView } from '../policy/policy-view.js';
import { PolicyChangeInput, UpdatePolicyInput } from './policy-change.inputs.js';
import type { PolicyChangeService } from './policy-change.service.js';
import { PolicyChange } from './policy-change.types.js';

/** Changing what the policy says: a person alone may, never the agent, never a key. */
@Resolver()
export class PolicyChangeResolver {
  constructor(
    private readonly changes: PolicyChangeService,
    private readonly policies: PolicyService,
  ) {}

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT, by: "input.accountId")')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Mutation(() => PolicyChange, {
    description:
      'What a change would do: its differences, and your last 90 days under it. Changes nothing; good for 5 minutes.',
  })
  startPolicyChange(
    @Ctx() context: RequestContext,
    @Arg('input', () => PolicyChangeInput) input: PolicyChangeInput,
  ): Promise<PolicyChange> {
    return this.changes.start(actorOf(context).userId, input);
  }

  @Directive('@auth(scope: MANAGE, actors: [PERSON])')
  @Directive('@owner(of: ACCOUNT, by: "input.accountId")')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Mutation(() => PolicyType, {
    description:
      'Stricter rules hold at once and close the approvals they forbid. Anything looser needs the answer to startPolicyChange, and revives nothing.',
  })
  async updatePolicy(
    @Ctx() context: RequestContext,
    @Arg('input', () => UpdatePolicyInput) input: UpdatePolicyInput,
  ): Promise<PolicyType> {
    const { userId } = actorOf(context);
    await this.changes.update(userId, input);
    return policyView(context.em.fork(), this.policies, { userId, accountId: input.accountId ?? null });
  }
}
