import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { FollowedEvent, RequestContext } from '../../platform/graphql/context.js';
import { AgentRunType } from './agent-run.type.js';
import { AgentStepType, toAgentStep } from './agent-step.type.js';
import { AgentRun } from './run.entity.js';
import type { RunsService } from './runs.service.js';
import { followSteps } from './step-stream.js';

type StepArgs = { runId: string; after?: number | null };

/** Reading and following what the agent does. */
@Resolver(() => AgentRunType)
export class RunResolver {
  constructor(private readonly runs: RunsService) {}

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: RUN)')
  @Query(() => AgentRunType, { description: 'One run of the agent.' })
  run(@Ctx() { em }: RequestContext, @Arg('id', () => ID) id: string): Promise<AgentRun> {
    return em.findOneOrFail(AgentRun, { id });
  }

  @FieldResolver(() => [AgentStepType], { description: 'The steps so far, in order; with `after`, those behind it.' })
  steps(
    @Root() { id }: AgentRun,
    @Arg('after', () => Int, { nullable: true, description: 'The `seq` of the last step that is known.' }) after:
      | number
      | null,
  ): Promise<AgentStepType[]> {
    return this.runs.steps(id, after ?? 0);
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: RUN, by: "runId")')
  @Subscription(() => AgentStepType, {
    description: 'The steps after `after`, then new ones as they happen; ends with the run.',
    subscribe: ({ args, context }) =>
      followSteps(context as RequestContext, (args as StepArgs).runId, (args as StepArgs).after ?? 0),
  })
  agentSteps(
    @Root() event: FollowedEvent,
    @Arg('runId', () => ID, { description: 'Id of the run.' }) _runId: string,
    @Arg('after', () => Int, { nullable: true, description: 'The `seq` of the last step that is known.' }) _after:
      | number
      | null,
  ): AgentStepType {
    return toAgentStep(event);
  }
}
