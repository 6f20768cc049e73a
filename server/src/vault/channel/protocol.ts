import { ConfigError } from '../../kernel/config.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';

export type Call = { id: number; method: string; request: unknown };
export type Failure = { kind: 'DOMAIN' | 'CONFIG'; code: ErrorCode; message: string; details: Record<string, unknown> };
export type Reply = { id: number; value: unknown } | { id: number; failure: Failure };

const BROKEN = 'The vault could not answer. Look at its log.';

/** What may be told of an error: the sentences that were meant for a reader, and nothing of any other. */
export const toFailure = (error: unknown): Failure => {
  if (error instanceof DomainError) {
    const { message, details } = error;
    return { kind: 'DOMAIN', code: error.code, message, details: details ?? {} };
  }
  if (error instanceof ConfigError)
    return { kind: 'CONFIG', code: ErrorCode.INTERNAL, message: error.message, details: {} };
  return { kind: 'DOMAIN', code: ErrorCode.INTERNAL, message: BROKEN, details: {} };
};

export const toError = ({ kind, code, message, details }: Failure): Error =>
  kind === 'CONFIG' ? new ConfigError(message) : new DomainError(code, message, details);
