import { DomainError, ErrorCode } from '../../kernel/errors.js';

// What the vault refuses with, where the server says the same by itself or has to tell it apart from other refusals.

/** One sentence for every way in which a confirmation can be wrong: a forger learns nothing from it. */
export const mismatch = (): DomainError =>
  new DomainError(
    ErrorCode.CONSENT_MISMATCH,
    'This confirmation does not match what was to be confirmed. Look at it again and confirm it anew.',
  );

export const isMismatch = (error: unknown): error is DomainError =>
  error instanceof DomainError && error.code === ErrorCode.CONSENT_MISMATCH && error.message === mismatch().message;

export const isNew = (notBefore: string): DomainError =>
  new DomainError(
    ErrorCode.CONSENT_REQUIRED,
    `This passkey is new: it signs in, and confirms from ${notBefore.slice(0, 16).replace('T', ' ')} UTC on. Until then use an older one.`,
  );

export const cannotOpen = (): DomainError =>
  new DomainError(ErrorCode.PERMISSION_DENIED, 'The vault cannot open the key of this account.');

const BEHIND = { keyring: 'behind' };
export const behind = (): DomainError =>
  new DomainError(
    ErrorCode.CONFLICT,
    'The keys of this account are newer than those of this server. Try again in a moment.',
    BEHIND,
  );

/** Whether a vault only has to be given the newest keyring. */
export const isBehind = (error: unknown): boolean =>
  error instanceof DomainError && error.details.keyring === BEHIND.keyring;
