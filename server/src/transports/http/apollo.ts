import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import { ErrorCode } from '../../kernel/errors.js';
import type { Caller, GraphQLAnswer, GraphQLDoor } from '../../platform/graphql/graphql-door.js';

/** Apollo speaks GraphQL over HTTP; what runs, and by which rules, is the door's. */
export const createApollo = (door: GraphQLDoor, log: Logger): ApolloServer<Caller> =>
  new ApolloServer<Caller>({
    schema: door.schema,
    parseOptions: door.parseOptions,
    // The door validates whatever it runs, with the limits before the rules that take long on a large document.
    dangerouslyDisableValidation: true,
    formatError: (_formatted, error) => door.format(error),
    csrfPrevention: true,
    introspection: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      executeThrough(door),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });

const executeThrough = (door: GraphQLDoor): ApolloServerPlugin<Caller> => ({
  requestDidStart: async () => ({
    responseForOperation: async ({ document, request, contextValue }) => {
      const operation = { document, operationName: request.operationName, variables: request.variables };
      const answer = await door.run(operation, contextValue);
      return { http: headOf(answer), body: { kind: 'single', singleResult: answer } };
    },
  }),
});

const headOf = (answer: GraphQLAnswer) => {
  const headers = new HeaderMap();
  const waits = (answer.errors ?? []).map((error) => Number(error.extensions?.retryAfterSeconds ?? 0));
  if (Math.max(0, ...waits) > 0) headers.set('retry-after', String(Math.max(...waits)));
  return { headers, status: statusOf(answer) };
};

// With data, even partial, the request was good. Without, nothing ran.
const statusOf = ({ data, errors }: GraphQLAnswer): number => {
  if (data !== undefined) return 200;
  return errors?.some(({ extensions }) => extensions?.code === ErrorCode.INTERNAL) ? 500 : 400;
};
