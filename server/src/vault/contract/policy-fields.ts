import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { SealedRow } from './vault.js';

export const outdated = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'The stored policy is not the newest that was sealed, so nothing is signed. Restore the database.',
  );

export type PolicyFields = { userId: string; accountId: string | null; version: number };

/** Whose policy a sealed row is, and its number. Throws PERMISSION_DENIED where it does not say so. */
export const policyFields = ({ record }: Pick<SealedRow, 'record'>): PolicyFields => {
  const { userId, accountId, version } = record as Partial<PolicyFields>;
  if (typeof userId !== 'string' || !Number.isSafeInteger(version)) throw outdated();
  return { userId, accountId: accountId ?? null, version: version! };
};
