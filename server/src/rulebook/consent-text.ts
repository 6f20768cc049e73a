import { createHash } from 'node:crypto';
import { DomainError, ErrorCode } from '../kernel/errors.js';

/**
 * What a person agrees to, in the order of the text. All values are single lines; `price` and `outflow` may repeat.
 *
 *     consent   = "tuxedo-consent/v1" LF 1*( key ": " value LF )
 *     key       = "approval" | "user" | "account" | "network" | "transaction" | "outflow" | "price" | "policy" | "expires"
 *     account   = account id SP address
 *     transaction = base64 XDR of the envelope with sequence 0, no time bounds, no signatures
 *     outflow   = amount with 7 decimals SP asset        ; worst case, fee included
 *     price     = asset SP usd SP time SP source | asset SP "none"
 *     policy    = version
 *     expires   = RFC 3339 time in UTC
 */
export type ConsentFields = {
  approval: string;
  user: string;
  account: string;
  network: string;
  transaction: string;
  outflow: string[];
  price: string[];
  policy: string;
  expires: string;
};

const HEADER = 'tuxedo-consent/v1';
const KEYS = [
  'approval',
  'user',
  'account',
  'network',
  'transaction',
  'outflow',
  'price',
  'policy',
  'expires',
] as const;

/** Fields to text; the same fields always give the same bytes. */
export const renderConsent = (fields: ConsentFields): string => {
  const lines = KEYS.flatMap((key) => [fields[key]].flat().map((value) => `${key}: ${value}`));
  if (lines.some((line) => line.includes('\n'))) throw new Error('A value of a consent has more than one line.');
  return `${[HEADER, ...lines].join('\n')}\n`;
};

/** Text to fields. Only text that renders back to exactly itself is taken, so there is one reading of each consent. */
export const parseConsent = (canonical: string): ConsentFields => {
  const [header, ...lines] = canonical.split('\n');
  const values = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  const one = (key: string): string => values(key)[0] ?? '';
  const fields: ConsentFields = {
    approval: one('approval'),
    user: one('user'),
    account: one('account'),
    network: one('network'),
    transaction: one('transaction'),
    outflow: values('outflow'),
    price: values('price'),
    policy: one('policy'),
    expires: one('expires'),
  };
  if (header !== HEADER || renderConsent(fields) !== canonical)
    throw new DomainError(ErrorCode.CONSENT_MISMATCH, 'This consent is not in a form that can be checked.');
  return fields;
};

/** The passkey's challenge: SHA-256 of the text's UTF-8 bytes. */
export const consentDigest = (canonical: string): Buffer => createHash('sha256').update(canonical, 'utf8').digest();
