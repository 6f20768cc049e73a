import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  LEGACY_MASTER_KEY,
  LEGACY_PASSPHRASE,
  LEGACY_SALT,
  LEGACY_SAMPLES,
} from '../../../../test/support/fakes/fernet-records.js';
import { addressOf } from '../ciphers/ed25519.js';
import { openFernet } from './fernet.js';
import { legacySeed } from './legacy-seed.js';

// From the specification of Fernet: verify.json and invalid.json.
const KEY = new Uint8Array(Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url'));
const HELLO = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==';
const INVALID = {
  'a wrong MAC': 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
  'too few bytes': 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==',
  'no base64': '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
  'half a block': 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
  'a wrong padding':
    'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
  'another IV': 'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
};
const bytesOf = (token: string): Buffer => Buffer.from(token, 'base64url');
const resigned = (bytes: Buffer): string => {
  const body = bytes.subarray(0, -32);
  const mac = createHmac('sha256', KEY.subarray(0, 16)).update(body).digest();
  return Buffer.concat([body, mac]).toString('base64url');
};

describe('a Fernet token', () => {
  it('opens as the specification says', () => {
    expect(Buffer.from(openFernet(KEY, HELLO)!).toString()).toBe('hello');
    expect(openFernet(KEY, HELLO.replace(/=+$/, ''))).not.toBeNull();
  });

  it.each(Object.entries(INVALID))('with %s does not open', (_what, token) => {
    expect(openFernet(KEY, token)).toBeNull();
  });

  it('with any flipped bit, or under another key, does not open', () => {
    const bytes = bytesOf(HELLO);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(openFernet(KEY, changed.toString('base64url'))).toBeNull();
    }
    for (const half of [0, 31]) {
      const other = Uint8Array.from(KEY);
      other[half]! ^= 1;
      expect(openFernet(other, HELLO)).toBeNull();
    }
    expect(openFernet(KEY.subarray(0, 31), HELLO)).toBeNull();
  });

  it('of another version does not open, though its MAC is right', () => {
    const bytes = bytesOf(HELLO);
    expect(openFernet(KEY, resigned(bytes))).not.toBeNull();
    bytes[0] = 0x81;
    expect(openFernet(KEY, resigned(bytes))).toBeNull();
  });

  it('in anything but one line of URL base64 does not open', () => {
    for (const token of [`${HELLO}\n`, ` ${HELLO}`, HELLO.replaceAll('_', '/'), `${HELLO}=`, ''])
      expect(openFernet(KEY, token)).toBeNull();
  });
});

describe('a record of the old system', () => {
  const textOf = (text: string) => ({ text: new Uint8Array(Buffer.from(text)), salt: LEGACY_SALT });
  const keys = [textOf(LEGACY_MASTER_KEY), textOf(LEGACY_PASSPHRASE)];
  const [first, second] = LEGACY_SAMPLES as [(typeof LEGACY_SAMPLES)[0], (typeof LEGACY_SAMPLES)[0]];

  it.each(LEGACY_SAMPLES)('opens: $how key, $plain inside', (sample) => {
    expect(addressOf(legacySeed(keys, sample))).toBe(sample.publicKey);
  });

  it('with the token of another person’s record is refused', () => {
    for (const keysOf of [keys, keys.toReversed()])
      expect(() => legacySeed(keysOf, { ...second, publicKey: first.publicKey })).toThrow(/not the key of publicKey/);
    expect(() => legacySeed(keys, { ...first, legacyUserId: 'user_other' })).toThrow(/None of the keys/);
  });

  it('is refused under another salt, another key, no key, and with an address that is none', () => {
    expect(() => legacySeed([{ ...keys[0]!, salt: 'other' }], first)).toThrow(/None of the keys/);
    expect(() => legacySeed([keys[1]!], first)).toThrow(/None of the keys/);
    expect(() => legacySeed([], first)).toThrow(/LEGACY_ENCRYPTION_MASTER_KEY/);
    expect(() => legacySeed(keys, { ...first, publicKey: 'G' })).toThrow(/not a Stellar address/);
  });
});
