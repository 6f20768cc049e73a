import { ErrorCode } from '../../kernel/errors.js';
import { cutSecrets, scrubbedError } from '../../kernel/scrub.js';

const CENSOR = '[redacted]';
const DEPTH_MAX = 8;
const ITEMS_MAX = 100;
// Compared without case, hyphens and underscores, and at the end of a name: `sessionToken` is a token.
const SECRET_NAME =
  /(authorization|cookie|token|password|passphrase|secret|seed|mnemonic|assertion|signature|response|recoverycodes?|masterkey|privatekey|secretkey|datakey|wrappedkey|backupkey|apikey|encryptionkey|sealed|ciphertext)$/;
const CODES = new Set<string>(Object.values(ErrorCode));

const isSecretName = (name: string, value: unknown): boolean => {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  // A recovery code is called `code`, and so is the code of an error, which a log is read for.
  if (plain === 'code') return typeof value !== 'number' && !CODES.has(String(value));
  return SECRET_NAME.test(plain);
};

/** A copy of anything that is about to be logged, without what is or looks like a secret, however deep it stands. */
export const redacted = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return cutSecrets(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? undefined : value;
  if (value instanceof Error) return scrubbedError(value);
  if (value instanceof Date) return value;
  // Bytes are keys more often than not, and no log is read for them.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return '[bytes]';
  if (depth >= DEPTH_MAX) return '[deep]';
  if (value instanceof Map || value instanceof Set) return redacted([...value], depth);
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => redacted(item, depth + 1));
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return redacted(toJSON.call(value), depth + 1);
  return fieldsOf(value, depth);
};

const fieldsOf = (value: object, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value)
      .slice(0, ITEMS_MAX)
      .map(([name, item]) => [name, isSecretName(name, item) ? CENSOR : redacted(item, depth + 1)]),
  );
