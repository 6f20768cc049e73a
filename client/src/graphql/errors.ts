import type { CombinedError } from '@urql/core';
import type { ErrorCode } from './generated/graphql.js';

export type ApiError = { code: ErrorCode; message: string; retryAfterSeconds: number | null };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const fromGraphql = (error: { message: string; extensions?: unknown }): ApiError => {
  const extensions = isRecord(error.extensions) ? error.extensions : {};
  const { code, retryAfterSeconds } = extensions;
  return {
    code: typeof code === 'string' && Object.hasOwn(sentences, code) ? (code as ErrorCode) : 'INTERNAL',
    message: error.message,
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
  };
};

const inTime = (seconds: number | null): string => {
  if (seconds === null) return 'in a moment';
  if (seconds < 90) return `in ${Math.max(1, Math.ceil(seconds))} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
};

const own = (error: ApiError): string => error.message;

/** What the server says to whoever is signed in no more; a way in that was refused has words of its own. */
const SESSION_OVER = new Set(['Sign in first.', 'The session has ended. Sign in again.']);

/** One sentence for each code. The server's own words are kept where only it knows the numbers or names. */
const sentences: Record<ErrorCode, (error: ApiError) => string> = {
  PERMISSION_DENIED: own,
  ACCOUNT_NOT_FOUND: () => 'There is no such account here.',
  INSUFFICIENT_BALANCE: own,
  NETWORK_ERROR: () => 'The Stellar network did not answer. Try again in a moment.',
  SPENDING_LIMIT_EXCEEDED: own,
  NOT_FOUND: () => 'There is nothing here by that name, or it is not yours.',
  UNAUTHENTICATED: (error) => (SESSION_OVER.has(error.message) ? 'Your session has ended. Sign in again.' : own(error)),
  RATE_LIMITED: (error) => `That was too many requests. Try again ${inTime(error.retryAfterSeconds)}.`,
  BAD_USER_INPUT: own,
  ALREADY_DECIDED: () => 'This was already decided. The page now shows the decision.',
  CONSENT_MISMATCH: () =>
    'What would be signed differs from what you were shown. Nothing was signed; look at it again.',
  CONSENT_REQUIRED: own,
  PRICE_UNAVAILABLE: () => 'There is no price for this asset right now, so its worth cannot be checked.',
  UNSIZED_TRANSACTION: () => 'Tuxedo cannot tell how much this transaction could move, so it will not sign it.',
  FROZEN: own,
  MEMO_REQUIRED: () => 'This address needs a memo. Without it the money could be lost.',
  NO_TRUSTLINE: own,
  TRANSACTION_FAILED: own,
  OUTCOME_UNKNOWN: () => 'It was sent, and the network has not yet said how it ended. It will not be sent twice.',
  MODEL_UNAVAILABLE: () => 'The language model did not answer. Try again in a moment.',
  CONFLICT: own,
  INTERNAL: () => 'Something went wrong on the server. Look at the current state before you try again.',
};

export const explain = (error: ApiError): string => sentences[error.code](error);

/** The first error that came with an answer, or a sentence on why there was no answer. */
export const apiErrorOf = (error: CombinedError): ApiError => {
  const [first] = error.graphQLErrors;
  if (first) return fromGraphql(first);
  return { code: 'NETWORK_ERROR', message: error.networkError?.message ?? error.message, retryAfterSeconds: null };
};

export const errorCodeOf = (error: CombinedError | undefined): ErrorCode | null =>
  error?.graphQLErrors[0] ? apiErrorOf(error).code : null;

/** What a person reads when a request failed. */
export const errorSentence = (error: CombinedError): string =>
  error.graphQLErrors.length > 0
    ? explain(apiErrorOf(error))
    : 'The server did not answer. Check your connection and try again.';
