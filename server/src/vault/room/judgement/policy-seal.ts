import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import type { PersonState } from '../../contract/person-state.js';
import { outdated, type PolicyFields, policyFields } from '../../contract/policy-fields.js';
import { mismatch } from '../../contract/refusals.js';
import type { PolicyChangeRequest, SealedRow } from '../../contract/vault.js';
import type { RuleChange } from './judge.js';

const ALL = 'all';
/** The operator's defaults. */
const FIRST_VERSION = 1;

/** For whom a policy holds: all accounts of a person, or one. */
export const scopeOf = (accountId: string | null): string => accountId ?? ALL;

type Scope = { userId: string; accountId: string | null; isSealed: (row: SealedRow) => boolean };

/**
 * The rows must be of the scope they are shown for, because an account's leaves out what it does not change, and the
 * newest that the vault has sealed: an older one could be the milder one.
 */
export const assertNewest = (
  { own, account }: PolicyChangeRequest['holding'],
  { policyVersions }: PersonState,
  { userId, accountId, isSealed }: Scope,
): void => {
  for (const row of [own, account]) if (row && !(isPolicyOf(userId, row) && isSealed(row))) throw altered();
  const isElsewhere = (row: SealedRow | null, scope: string | null): boolean =>
    row !== null && policyFields(row).accountId !== scope;
  if (isElsewhere(own, null) || isElsewhere(account, accountId) || (accountId === null && account)) throw outdated();
  const mark = (scope: string): number => policyVersions[scope] ?? 0;
  if ((own ? policyFields(own).version : 0) < mark(ALL)) throw outdated();
  if (accountId !== null && (account ? policyFields(account).version : 0) < mark(accountId)) throw outdated();
};

/** What the rows that a signature was judged by show to be the newest: nothing older is taken after it. */
export const versionsSeen = (
  { own, account }: PolicyChangeRequest['holding'],
  { policyVersions }: PersonState,
): PersonState['policyVersions'] => {
  const seen = [own, account].flatMap((row) => (row ? [policyFields(row)] : []));
  const raised = seen.map(({ accountId, version }) => [
    scopeOf(accountId),
    Math.max(version, policyVersions[scopeOf(accountId)] ?? 0),
  ]);
  return { ...policyVersions, ...Object.fromEntries(raised) };
};

const isPolicyOf = (userId: string, { record }: SealedRow): boolean =>
  record.userId === userId && (record.kind === 'policy' || record.kind === 'demo-policy');

const altered = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'The stored policy was changed by something other than this server, so nothing is signed. Restore the database.',
  );

export const versionOf = ({ own, account }: PolicyChangeRequest['holding']): number =>
  Math.max(own ? policyFields(own).version : FIRST_VERSION, account ? policyFields(account).version : 0);

/** The person's text must name them, this policy as it is now, and all of these changes and no other. */
export const assertNamesChanges = (
  canonical: string,
  { userId, accountId }: PolicyFields,
  { from, changes, now }: { from: number; changes: RuleChange[]; now: Date },
): void => {
  const lines = canonical.split('\n');
  const [header, , ...named] = lines;
  const expected = [
    `user: ${userId}`,
    `account: ${scopeOf(accountId)}`,
    `from: ${from}`,
    ...changes.map((c) => c.line),
  ];
  const rest = named.slice(expected.length);
  const isSame = header === 'tuxedo-policy/v1' && expected.every((line, index) => named[index] === line);
  const expires = rest.find((line) => line.startsWith('expires: '))?.slice('expires: '.length) ?? '';
  if (!isSame || rest.some((line) => line.startsWith('change: ')) || !(Date.parse(expires) > now.getTime()))
    throw mismatch();
};
