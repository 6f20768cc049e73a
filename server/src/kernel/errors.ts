/** Every refusal the API can give. The order fixes the stable numbers ERR_001, ERR_002 …: append only. */
export const ErrorCode = {
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  ACCOUNT_NOT_FOUND: 'ACCOUNT_NOT_FOUND',
  INSUFFICIENT_BALANCE: 'INSUFFICIENT_BALANCE',
  NETWORK_ERROR: 'NETWORK_ERROR',
  SPENDING_LIMIT_EXCEEDED: 'SPENDING_LIMIT_EXCEEDED',
  NOT_FOUND: 'NOT_FOUND',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  RATE_LIMITED: 'RATE_LIMITED',
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  ALREADY_DECIDED: 'ALREADY_DECIDED',
  CONSENT_MISMATCH: 'CONSENT_MISMATCH',
  CONSENT_REQUIRED: 'CONSENT_REQUIRED',
  PRICE_UNAVAILABLE: 'PRICE_UNAVAILABLE',
  UNSIZED_TRANSACTION: 'UNSIZED_TRANSACTION',
  FROZEN: 'FROZEN',
  MEMO_REQUIRED: 'MEMO_REQUIRED',
  NO_TRUSTLINE: 'NO_TRUSTLINE',
  TRANSACTION_FAILED: 'TRANSACTION_FAILED',
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  MODEL_UNAVAILABLE: 'MODEL_UNAVAILABLE',
  CONFLICT: 'CONFLICT',
  INTERNAL: 'INTERNAL',
} as const;
export type ErrorCode = keyof typeof ErrorCode;

const numbers = new Map(Object.values(ErrorCode).map((code, index) => [code, index + 1]));

/** `ERR_005` for SPENDING_LIMIT_EXCEEDED, and so on. */
export const errorNumber = (code: ErrorCode): string => `ERR_${String(numbers.get(code)).padStart(3, '0')}`;

/** A refusal meant for the caller: its message is a sentence a person can act on and holds no secret. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'DomainError';
  }
}

/** Not yours and not there are the same answer. */
export const notFound = (what: string): DomainError =>
  new DomainError(ErrorCode.NOT_FOUND, `No such ${what}. Check the id; it may belong to somebody else or be gone.`);

/** The caller asked for something that cannot be; the sentence says what to ask instead. */
export const badInput = (sentence: string, details: Record<string, unknown> = {}): DomainError =>
  new DomainError(ErrorCode.BAD_USER_INPUT, sentence, details);
