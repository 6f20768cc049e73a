import { need } from './refuted.js';

export const TAG = {
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTETS: 0x04,
  OID: 0x06,
  UTC_TIME: 0x17,
  TIME: 0x18,
  SEQUENCE: 0x30,
} as const;

/** One value of DER: `raw` with its header, `content` without. */
export type Der = { tag: number; content: Buffer; raw: Buffer };

/** Reads exactly one value; nothing may stand behind it. */
export const readDer = (bytes: Buffer): Der => {
  const { der, end } = next(bytes, 0);
  need(end === bytes.length, 'There are bytes behind the end of a DER value.');
  return der;
};

/** The values inside a constructed one. */
export const childrenOf = (parent: Der): Der[] => {
  need((parent.tag & 0x20) !== 0, 'A DER value was expected to hold others.');
  const found: Der[] = [];
  for (let at = 0; at < parent.content.length; ) {
    const { der, end } = next(parent.content, at);
    found.push(der);
    at = end;
  }
  return found;
};

export const expectTag = (der: Der | undefined, tag: number): Der => {
  need(der !== undefined && der.tag === tag, `A DER value of type ${tag} is missing.`);
  return der;
};

const next = (bytes: Buffer, at: number): { der: Der; end: number } => {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  need(tag !== undefined && first !== undefined && (tag & 0x1f) !== 0x1f, 'A DER value is cut off.');
  const extra = first < 0x80 ? 0 : first & 0x7f;
  // One form for each length, as DER has it: two spellings of one certificate would be two fingerprints.
  need(first !== 0x80 && extra <= 3 && at + 2 + extra <= bytes.length, 'The length of a DER value cannot be read.');
  const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra);
  need(extra === 0 || (length >= 0x80 && length >= 256 ** (extra - 1)), 'The length of a DER value is not minimal.');
  const [start, end] = [at + 2 + extra, at + 2 + extra + length];
  need(end <= bytes.length, 'A DER value is cut off.');
  return { der: { tag, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) }, end };
};

/** A whole number that is not negative, as hex without leading zeros. */
export const readSerial = (der: Der | undefined): string => {
  const hex = expectTag(der, TAG.INTEGER).content.toString('hex').replace(/^0+/, '');
  return hex === '' ? '0' : hex;
};

export const readSmallInt = (der: Der | undefined): number => {
  const { content } = expectTag(der, TAG.INTEGER);
  need(content.length >= 1 && content.length <= 4 && (content[0]! & 0x80) === 0, 'A DER number is out of range.');
  return content.readUIntBE(0, content.length);
};

/** `1.2.840.113741.1.13.1`, say. */
export const readOid = (der: Der | undefined): string => {
  const parts: number[] = [];
  let part = 0;
  for (const byte of expectTag(der, TAG.OID).content) {
    part = part * 128 + (byte & 0x7f);
    need(Number.isSafeInteger(part), 'An object identifier is too large.');
    if (byte < 0x80) {
      parts.push(part);
      part = 0;
    }
  }
  const [first = 0, ...rest] = parts;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
};

const UTC = /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;
const GENERALIZED = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/;

export const readTime = (der: Der | undefined): Date => {
  const text = der?.content.toString('latin1') ?? '';
  const [, year = '', ...rest] = (der?.tag === TAG.UTC_TIME ? UTC : GENERALIZED).exec(text) ?? [];
  need(year !== '' && (der?.tag === TAG.UTC_TIME || der?.tag === TAG.TIME), 'A time in DER cannot be read.');
  const full = year.length === 4 ? year : `${Number(year) >= 50 ? '19' : '20'}${year}`;
  const [month, day, hour, minute, second] = rest;
  const time = new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}Z`);
  need(!Number.isNaN(time.getTime()), 'A time in DER does not exist.');
  return time;
};
