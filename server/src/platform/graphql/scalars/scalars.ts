import { StrKey } from '@stellar/stellar-sdk/base';
import { type ASTNode, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { refusedValue } from './refused-value.js';

const AMOUNT_RULE = 'Amounts are decimal strings such as "25.5" with at most 7 decimal places, greater than 0.';
const MAX_STROOPS = 2n ** 63n - 1n;
const MAX_XDR_LENGTH = 262_144;

type StringScalar = {
  name: string;
  description: string;
  specifiedByURL?: string;
  /** The sentence for a value that is not even a string. */
  rule: string;
  /** Returns the value to use, or throws with `refusedValue`. */
  read: (text: string, node?: ASTNode) => unknown;
  /** What may be sent out; anything else is a fault of the server. */
  write: (value: unknown) => string;
};

const stringScalar = ({ rule, read, write, ...config }: StringScalar): GraphQLScalarType =>
  new GraphQLScalarType({
    ...config,
    serialize: write,
    parseValue: (value) => {
      if (typeof value !== 'string') throw refusedValue(rule);
      return read(value);
    },
    parseLiteral: (node: ValueNode) => {
      if (node.kind !== Kind.STRING) throw refusedValue(rule, node);
      return read(node.value, node);
    },
  });

const writeIf =
  (name: string, isGood: (text: string) => boolean) =>
  (value: unknown): string => {
    // The value is not repeated: what a broken resolver returned may be anything.
    if (typeof value !== 'string' || !isGood(value)) throw new TypeError(`${name} cannot be written from this value.`);
    return value;
  };

const isDecimal = (text: string): boolean => /^(0|[1-9]\d{0,38})(\.\d{1,7})?$/.test(text);
const toStroops = (text: string): bigint => {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(7, '0'));
};

const readAmount = (text: string, node?: ASTNode): string => {
  if (!isDecimal(text) || toStroops(text) === 0n) throw refusedValue(AMOUNT_RULE, node);
  if (toStroops(text) > MAX_STROOPS) throw refusedValue('Amounts are at most 922337203685.4775807.', node);
  return text;
};

/** Input must be more than 0; output may be 0, such as an empty balance. */
export const AmountScalar = stringScalar({
  name: 'Amount',
  description: 'A decimal string with at most 7 places, such as "25.5"; never a number. On input it is greater than 0.',
  rule: AMOUNT_RULE,
  read: readAmount,
  write: writeIf('Amount', isDecimal),
});

const ADDRESS_RULE =
  'This is not a Stellar address. An address starts with G, M or C and its checksum must be right: copy it again.';
const isAddress = (text: string): boolean =>
  StrKey.isValidEd25519PublicKey(text) || StrKey.isValidMed25519PublicKey(text) || StrKey.isValidContract(text);

export const StellarAddressScalar = stringScalar({
  name: 'StellarAddress',
  description: 'An account (G…), a muxed account (M…) or a contract (C…); the checksum is verified.',
  specifiedByURL: 'https://stellar.org/protocol/sep-23',
  rule: ADDRESS_RULE,
  read: (text, node) => {
    if (!isAddress(text)) throw refusedValue(ADDRESS_RULE, node);
    return text;
  },
  write: writeIf('StellarAddress', isAddress),
});

const XDR_RULE = 'XDR is base64, at most 256 KiB.';
const isXdr = (text: string): boolean =>
  text.length <= MAX_XDR_LENGTH && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);

export const XdrScalar = stringScalar({
  name: 'XDR',
  description: 'A Stellar structure in XDR, as base64.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc4506',
  rule: XDR_RULE,
  read: (text, node) => {
    if (!isXdr(text)) throw refusedValue(XDR_RULE, node);
    return text;
  },
  write: writeIf('XDR', isXdr),
});

const DATE_RULE = 'Times are RFC 3339 strings with a zone, such as "2026-01-31T12:00:00Z".';
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const readDate = (text: string, node?: ASTNode): Date => {
  const date = new Date(text);
  // Date rolls 30 February over into March; such a day is refused instead.
  const sameDay = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isReal = !Number.isNaN(sameDay.getTime()) && sameDay.toISOString().startsWith(text.slice(0, 10));
  // Beyond these years neither database keeps it, nor would the text sort; an offset can lead there.
  const isKept = date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999;
  if (!RFC_3339.test(text) || !isReal || !isKept) throw refusedValue(DATE_RULE, node);
  return date;
};

const writeDate = (value: unknown): string => {
  const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN);
  return date.toISOString();
};

export const DateTimeScalar = stringScalar({
  name: 'DateTime',
  description: 'A moment as RFC 3339 text; answers are in UTC.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  rule: DATE_RULE,
  read: readDate,
  write: writeDate,
});
