const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const code = (text: string): number => text.charCodeAt(0);
const digitValues = new Map<number, number>([
  ...[...ALPHABET].map((letter, value) => [code(letter), value] as const),
  ...[...'+-'].map((sign) => [code(sign), 62] as const),
  ...[...'/_'].map((sign) => [code(sign), 63] as const),
]);
const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

const trimmed = (text: Uint8Array): Uint8Array => {
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text[start]!)) start += 1;
  while (end > start && isSpace(text[end - 1]!)) end -= 1;
  return text.subarray(start, end);
};

/**
 * Bytes of base64 or of its URL form, read from bytes, because a string cannot be wiped. Null for anything else. The
 * padding may be missing, and blanks around it do not matter.
 */
export const decodeSecret = (text: Uint8Array): Uint8Array | null => {
  const digits = trimmed(text);
  let end = digits.length;
  for (let pads = 0; pads < 2 && digits[end - 1] === code('='); pads += 1) end -= 1;
  if (end % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let [bits, kept, at] = [0, 0, 0];
  for (const digit of digits.subarray(0, end)) {
    const value = digitValues.get(digit);
    if (value === undefined) return null;
    [bits, kept] = [((bits << 6) | value) & 0xfff, kept + 6];
    if (kept >= 8) {
      kept -= 8;
      bytes[at++] = (bits >> kept) & 0xff;
    }
  }
  return bytes;
};

/** Base64 as bytes, so that no string of a secret is made. */
export const encodeSecret = (bytes: Uint8Array): Uint8Array => {
  const digits = `${ALPHABET}+/`;
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(code('='));
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const group = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    const count = Math.min(bytes.length - from, 3) + 1;
    for (let digit = 0; digit < count; digit += 1)
      text[to + digit] = digits.charCodeAt((group >> (18 - 6 * digit)) & 63);
  }
  return text;
};

/** Overwrites secrets; what a Uint8Array held would otherwise stay in memory until collected, a string for longer. */
export const wipe = (...secrets: (Uint8Array | undefined)[]): void => {
  for (const secret of secrets) secret?.fill(0);
};
