import canonicalize from 'canonicalize';
import { badInput } from '../../kernel/errors.js';
import { changeLine, type Difference } from '../../rulebook/compare.js';
import type { Backtest } from './backtest.js';

export type ChangeText = {
  id: string;
  userId: string;
  accountId: string | null;
  fromVersion: number;
  differences: Difference[];
  backtest: Backtest;
  issuedAt: string;
  expiresAt: string;
};

const MAX_LENGTH = 65_536;

/**
 * The text whose SHA-256 the passkey signs before a policy becomes looser:
 *
 *     tuxedo-policy/v1
 *     id: challenge id
 *     user: user id
 *     account: account id, or all
 *     from: version of the policy that is changed
 *     change: LOOSER or TIGHTER, rule: before -> after        ; one line for each difference
 *     backtest: what the change would have let through, in canonical JSON (RFC 8785)
 *     issued: RFC 3339 time in UTC
 *     expires: RFC 3339 time in UTC
 */
export const renderChange = (text: ChangeText): string => {
  const lines = [
    'tuxedo-policy/v1',
    `id: ${text.id}`,
    `user: ${text.userId}`,
    `account: ${text.accountId ?? 'all'}`,
    `from: ${text.fromVersion}`,
    ...text.differences.map(changeLine),
    `backtest: ${canonicalize(text.backtest)}`,
    `issued: ${text.issuedAt}`,
    `expires: ${text.expiresAt}`,
  ];
  const canonical = `${lines.join('\n')}\n`;
  if (canonical.length > MAX_LENGTH) throw badInput('This is too much to confirm at once. Change less at a time.');
  return canonical;
};
