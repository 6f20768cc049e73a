import canonicalize from 'canonicalize';
import { DomainError, ErrorCode } from '../errors.js';

/** What a person confirms when they change something about themselves rather than send money. */
export type ActionText = {
  id: string;
  userId: string;
  action: string;
  arguments: Record<string, unknown>;
  issuedAt: string;
  expiresAt: string;
};

const MAX_LENGTH = 65_536;
// How the confirmation itself travels within the input; it cannot be part of what it confirms.
const ENVELOPE_KEYS = new Set(['consent', 'challengeId', 'assertion']);

export const confirmedPart = (input: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([key]) => !ENVELOPE_KEYS.has(key)));

/**
 * The text whose SHA-256 the passkey signs:
 *
 *     tuxedo-action/v1
 *     id: challenge id
 *     user: user id
 *     action: name of the mutation
 *     arguments: its input without the confirmation, in canonical JSON (RFC 8785)
 *     issued: RFC 3339 time in UTC
 *     expires: RFC 3339 time in UTC
 */
export const renderAction = (text: ActionText): string => {
  const lines = [
    'tuxedo-action/v1',
    `id: ${text.id}`,
    `user: ${text.userId}`,
    `action: ${text.action}`,
    `arguments: ${canonicalize(confirmedPart(text.arguments))}`,
    `issued: ${text.issuedAt}`,
    `expires: ${text.expiresAt}`,
  ];
  const canonical = `${lines.join('\n')}\n`;
  if (canonical.length > MAX_LENGTH)
    throw new DomainError(ErrorCode.BAD_USER_INPUT, 'These arguments are too long to be confirmed.');
  return canonical;
};
