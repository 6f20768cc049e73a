import canonicalize from 'canonicalize';
import { badInput } from '../../kernel/errors.js';
import type { ActionFacts } from './action-facts.js';

/** What a person confirms when they change something about themselves rather than send money. */
export type ActionText = {
  id: string;
  userId: string;
  action: string;
  arguments: Record<string, unknown>;
  facts?: ActionFacts | null;
  issuedAt: string;
  expiresAt: string;
};

const MAX_LENGTH = 65_536;
// How the confirmation itself travels within the input; it cannot be part of what it confirms.
const ENVELOPE_KEYS = new Set(['consent', 'challengeId', 'assertion']);

const confirmedPart = (input: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input)
      .filter(([key]) => !ENVELOPE_KEYS.has(key))
      .map(([key, value]) => [key, spelledOnce(value)]),
  );

const TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** A moment can be written in many ways, and the schema has read it by the time it is compared: here it has one. */
const spelledOnce = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') {
    const at = TIME.test(value) ? new Date(value) : null;
    return at && !Number.isNaN(at.getTime()) ? at.toISOString() : value;
  }
  if (Array.isArray(value)) return value.map(spelledOnce);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelledOnce(item)]));
};

/**
 * The text whose SHA-256 the passkey signs:
 *
 *     tuxedo-action/v1
 *     id: challenge id
 *     user: user id
 *     action: name of the mutation
 *     arguments: its input without the confirmation, in canonical JSON (RFC 8785), moments in UTC with milliseconds
 *     shows: what the server found out about it      ; these two lines only where there is something
 *     worth: about how much that is
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
    ...(text.facts ? [`shows: ${text.facts.shows}`, `worth: ${text.facts.worth}`] : []),
    `issued: ${text.issuedAt}`,
    `expires: ${text.expiresAt}`,
  ];
  const canonical = `${lines.join('\n')}\n`;
  if (canonical.length > MAX_LENGTH) throw badInput('These arguments are too long to be confirmed.');
  return canonical;
};
