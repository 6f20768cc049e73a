import type { GraphQLSchema } from 'graphql';
import type { GraphQLAnswer, GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import type { Metrics } from './metrics.js';
import { factsOf, type OperationFacts, outcomeOf } from './operation-facts.js';
import type { Tracing } from './tracing.js';
import { watched } from './watched.js';

type Stream = AsyncGenerator<GraphQLAnswer, void, void>;

/** Counts and traces every operation, whoever brings it and by whatever transport. */
export const watchDoor = (
  door: GraphQLDoor,
  schema: GraphQLSchema,
  metrics: Metrics,
  tracing: Tracing,
): GraphQLDoor => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = new Set(roots.flatMap((type) => Object.keys(type?.getFields() ?? {})));
  const note = ({ kind, actor }: OperationFacts, outcome: string): void =>
    metrics.operations.inc({ kind, actor, outcome });
  const run = <T extends Pick<GraphQLAnswer, 'errors'>>(facts: OperationFacts, call: () => Promise<T>): Promise<T> =>
    tracing.within(`${facts.kind} ${facts.field}`, attributesOf(facts), async (span) => {
      const { kind, actor } = facts;
      const end = metrics.operationSeconds.startTimer({ kind, actor });
      const answer = await call();
      const outcome = outcomeOf(answer);
      end();
      note(facts, outcome);
      if (span && outcome !== 'ok') tracing.fail(span, outcome);
      return answer;
    });
  return watched(door, {
    run: (call, operation, { actor }) => run(factsOf(operation, actor, fields), call),
    execute: (call, request) => run(factsOf(request, request.actor, fields), call as () => Promise<never>) as never,
    subscribe: async (call, operation, { actor, signal }) => {
      const answer = await call();
      const facts = factsOf(operation, actor, fields);
      if (!(Symbol.asyncIterator in answer)) {
        note(facts, outcomeOf(answer));
        return answer;
      }
      note(facts, 'ok');
      return counted(answer, metrics, signal);
    },
  });
};

const attributesOf = ({ kind, field, actor }: OperationFacts) => ({
  'graphql.operation.type': kind,
  'graphql.operation.field': field,
  'tuxedo.actor': actor,
});

/** Counted from now until it is left, in whichever of the ways there are. */
const counted = (stream: Stream, { subscriptions }: Metrics, signal: AbortSignal | undefined): Stream => {
  let isOpen = true;
  const leave = (): void => {
    if (isOpen) subscriptions.dec();
    isOpen = false;
  };
  subscriptions.inc();
  signal?.addEventListener('abort', leave, { once: true });
  if (signal?.aborted) leave();
  const proxy: Stream = watched(stream, {
    next: async (...[call]) => {
      const step = await call();
      if (step.done) leave();
      return step;
    },
    return: (call) => {
      leave();
      return call();
    },
    throw: (call) => {
      leave();
      return call();
    },
    [Symbol.asyncIterator]: () => proxy,
  });
  return proxy;
};
