import { streamHead } from '../../platform/events/events.js';
import type { FollowedEvent, RequestContext } from '../../platform/graphql/context.js';
import type { StepPayload } from './agent-step.type.js';
import { AgentRun } from './run.entity.js';
import { isOpen, StepKind } from './run-status.js';

/** The steps after `after`, then live ones, up to the end of the run. Whose run it is, @owner has asked before. */
export async function* followSteps(
  { em, follow }: Pick<RequestContext, 'em' | 'follow'>,
  runId: string,
  after: number,
): AsyncGenerator<FollowedEvent, void> {
  const run = await em.findOneOrFail(AgentRun, { id: runId });
  // A reader who has seen the end already would wait for ever.
  if (!isOpen(run.status) && (await streamHead(em, `run:${runId}`)) <= after) return;
  for await (const event of follow(`run:${runId}`, after)) {
    yield event;
    if ((event.payload as StepPayload).kind === StepKind.ENDED) return;
  }
}
