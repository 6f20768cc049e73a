import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeSecret, encodeSecret } from './secret-text.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const decode = (from: string) => decodeSecret(Buffer.from(from));

it('is base64 and its URL form, as everybody else writes them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const [plain, url] = [Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('base64url')];
      expect(text(encodeSecret(bytes))).toBe(plain);
      for (const form of [plain, url, ` ${plain}\r\n`]) expect([...decode(form)!]).toEqual([...bytes]);
    }),
  );
});

it.each(['A', 'AAAAA', 'AA A', 'AA\nAA', 'ABC?', 'é', 'AAA=A', '===='])('%j is no such text', (wrong) => {
  expect(decode(wrong)).toBeNull();
});
