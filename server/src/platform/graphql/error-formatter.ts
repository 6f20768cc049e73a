import { randomUUID } from 'node:crypto';
import { OptimisticLockError, UniqueConstraintViolationException } from '@mikro-orm/core';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { badInput, DomainError, ErrorCode, errorNumber } from '../../kernel/errors.js';
import { scrubbedError } from '../../kernel/scrub.js';

/** The part of a pino logger that is needed here. */
export type Log = { error: (fields: Record<string, unknown>, message: string) => void };

/** Turns exceptions into answers, in one place for every transport. Unknown ones are logged with an id and masked. */
export class ErrorFormatter {
  constructor(private readonly log: Log) {}

  format(error: unknown, requestId: string = randomUUID()): GraphQLFormattedError {
    const cause = rootOf(error);
    const refusal = refusalFor(cause, error) ?? this.masked(cause, requestId, error);
    return { ...placeOf(error), message: refusal.message, extensions: extensionsOf(refusal) };
  }

  private masked(cause: unknown, requestId: string, error: unknown): DomainError {
    const path = error instanceof GraphQLError ? error.path?.join('.') : undefined;
    this.log.error({ requestId, path, error: scrubbedError(cause) }, 'unexpected error');
    const message = `Something went wrong on the server. If it stays so, tell its operator the request id ${requestId}.`;
    return new DomainError(ErrorCode.INTERNAL, message, { requestId });
  }
}

/** graphql-js wraps what a resolver or a scalar throws; the innermost error says what happened. */
const rootOf = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;

const placeOf = (error: unknown): Omit<GraphQLFormattedError, 'message'> =>
  error instanceof GraphQLError
    ? { ...(error.locations && { locations: error.locations }), ...(error.path && { path: error.path }) }
    : {};

const extensionsOf = ({ code, message, details, retryAfterSeconds }: DomainError): Record<string, unknown> => ({
  code,
  errorCode: errorNumber(ErrorCode[code]),
  message,
  details,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
});

const refusalFor = (cause: unknown, error: unknown): DomainError | null => {
  if (cause instanceof DomainError) return cause;
  if (cause instanceof OptimisticLockError || cause instanceof UniqueConstraintViolationException)
    return new DomainError(
      ErrorCode.CONFLICT,
      'Somebody changed this at the same time. Read it again, then try again.',
    );
  if (cause instanceof GraphQLError && isCallersFault(cause, error)) return badUserInput(cause, error as GraphQLError);
  return null;
};

// While a field resolves, graphql-js blames the query by pointing into it; an error without a place in the query is
// a resolver that returned what its type cannot hold. Before resolving, every error is about the request.
const isCallersFault = (cause: GraphQLError, error: unknown): boolean =>
  !(error instanceof GraphQLError) || !error.path || cause.nodes !== undefined || 'code' in cause.extensions;

const badUserInput = (cause: GraphQLError, error: GraphQLError): DomainError => {
  const { code, limit, max } = cause.extensions;
  const at = /^Variable "\$([^"]+)" got invalid value [\s\S]* at "([^"]+)"/.exec(error.message)?.[2];
  const variable = /^Variable "\$([^"]+)"/.exec(error.message)?.[1];
  const details = {
    ...((at ?? variable) && { path: at ?? variable }),
    ...(code !== undefined && code !== ErrorCode.BAD_USER_INPUT && { graphql: code }),
    ...(limit !== undefined && { limit, max }),
  };
  return badInput(withoutValues(withoutSuggestions(cause.message)), details);
};

/** "Did you mean" would spell out the schema, or a value, to somebody who guesses. */
const withoutSuggestions = (message: string): string => message.replace(/\s*Did you mean [^?]*\?/g, '');

/** graphql-js repeats the value it refuses, which may be an assertion or a recovery code in the wrong place. */
const withoutValues = (message: string): string =>
  message
    .replace(/ got invalid value [\s\S]*; /, ' got an invalid value; ')
    .replace(/( cannot represent [^:]*?value): [\s\S]*$/, '$1.');
