import type { IncomingHttpHeaders } from 'node:http';
import type { KnownToken } from '../../kernel/known-token.js';
import { bearerOf } from '../callers/credentials.js';

/**
 * Whether a request shows the operator's token: in `Authorization: Bearer` alone, because a cookie goes along by itself
 * and an address is written down. Where OPERATOR_TOKEN is not set nobody is the operator.
 */
export const isOperatorRequest = (headers: IncomingHttpHeaders, token: KnownToken | null): boolean => {
  const shown = bearerOf(headers);
  return token !== null && shown !== null && token.matches(shown.token);
};
