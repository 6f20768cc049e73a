import { readFileSync } from 'node:fs';
import { CombinedError } from '@urql/core';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { apiErrorOf, errorCodeOf, errorSentence, explain } from './errors.js';
import type { ErrorCode } from './generated/graphql.js';

const sdl = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
const codes = (buildSchema(sdl, { assumeValidSDL: true }).getType('ErrorCode') as GraphQLEnumType)
  .getValues()
  .map(({ name }) => name as ErrorCode);

const refusal = (code: string, more: Record<string, unknown> = {}) =>
  new CombinedError({
    graphQLErrors: [{ message: 'The server said so.', extensions: { code, ...more } }],
  });

describe('an error', () => {
  it.each(codes)('%s reads as a sentence', (code) => {
    const sentence = explain({ code, message: 'The server said so.', retryAfterSeconds: null });
    expect(sentence).toMatch(/^[A-Z].*[.]$/);
    expect(sentence).not.toContain(code);
  });

  it('says when to try again', () => {
    expect(errorSentence(refusal('RATE_LIMITED', { retryAfterSeconds: 42 }))).toContain('in 42 seconds');
    expect(errorSentence(refusal('RATE_LIMITED', { retryAfterSeconds: 3000 }))).toContain('in 50 minutes');
    expect(errorSentence(refusal('RATE_LIMITED'))).toContain('in a moment');
  });

  it('with a code the client does not know is an internal one', () => {
    expect(apiErrorOf(refusal('SOMETHING_NEW')).code).toBe('INTERNAL');
    expect(apiErrorOf(refusal('toString')).code).toBe('INTERNAL');
  });

  it('without an answer is about the connection, and is nobody’s sign-out', () => {
    const lost = new CombinedError({ networkError: new Error('Failed to fetch') });
    expect(errorSentence(lost)).toBe('The server did not answer. Check your connection and try again.');
    expect(errorCodeOf(lost)).toBeNull();
  });
});
