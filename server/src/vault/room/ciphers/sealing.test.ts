import { expect, it } from 'vitest';
import type { KeyBinding, SealedKey } from '../../contract/vault.js';
import { randomSecret } from './ed25519.js';
import { FIRST_KEY_VERSION, openSeed, sealSeed } from './sealing.js';

const wrapKey = randomSecret();
const active = { version: FIRST_KEY_VERSION, key: wrapKey };
const seed = randomSecret();
const binding: KeyBinding = { userId: 'usr_a', accountId: 'acc_a', network: 'LOCAL', holder: 'PASSKEY' };
const REFUSAL = 'The vault cannot open the key of this account.';
const BYTES = ['wrapNonce', 'wrappedKey', 'nonce', 'ciphertext'] as const;

const flip = (text: string, at: number): string => {
  const bytes = Buffer.from(text, 'base64');
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  return bytes.toString('base64');
};
const shorten = (text: string, bytes: number): string =>
  Buffer.from(text, 'base64').subarray(0, -bytes).toString('base64');
const open = (change: Partial<SealedKey>, bound: Partial<KeyBinding> = {}, key = wrapKey) =>
  openSeed(key, { ...binding, ...bound }, { ...sealSeed(active, binding, seed), ...change });

it('opens what it sealed, and seals the same seed differently each time', () => {
  const sealed = sealSeed(active, binding, seed);
  expect(openSeed(wrapKey, binding, sealed)).toEqual(seed);
  const again = sealSeed(active, binding, seed);
  for (const part of BYTES) expect(again[part]).not.toBe(sealed[part]);
});

it('stores the seed nowhere in the clear', () => {
  const stored = Buffer.concat(BYTES.map((part) => Buffer.from(sealSeed(active, binding, seed)[part], 'base64')));
  expect(stored.includes(Buffer.from(seed))).toBe(false);
});

it.each<[string, Partial<KeyBinding>]>([
  ['user', { userId: 'usr_b' }],
  ['account', { accountId: 'acc_b' }],
  ['network', { network: 'MAINNET' }],
  ['holder', { holder: 'DEMO' }],
])('a key that is moved to another %s does not open', (_what, bound) => {
  expect(() => open({}, bound)).toThrow(REFUSAL);
});

it.each(BYTES)('one flipped bit in %s is noticed, at either end', (part) => {
  const sealed = sealSeed(active, binding, seed);
  for (const at of [0, -1])
    expect(() => openSeed(wrapKey, binding, { ...sealed, [part]: flip(sealed[part], at) })).toThrow(REFUSAL);
});

it('the halves of two sealed keys cannot be mixed', () => {
  const { ciphertext, nonce } = sealSeed(active, binding, seed);
  expect(() => open({ ciphertext, nonce })).toThrow(REFUSAL);
});

it.each(['wrappedKey', 'ciphertext'] as const)('a %s with a shortened tag does not open', (part) => {
  const sealed = sealSeed(active, binding, seed);
  for (const cut of [1, 4, 12])
    expect(() => openSeed(wrapKey, binding, { ...sealed, [part]: shorten(sealed[part], cut) })).toThrow(REFUSAL);
});

it('another wrap key, another version and rubbish do not open', () => {
  expect(() => open({}, {}, randomSecret())).toThrow(REFUSAL);
  expect(() => open({ keyVersion: 2 })).toThrow(REFUSAL);
  expect(() => open({ version: 2 as 1 })).toThrow(REFUSAL);
  expect(() => open({ wrappedKey: '', ciphertext: '' })).toThrow(REFUSAL);
});

it('the refusal carries neither bytes nor a cause', () => {
  const error = (() => {
    try {
      open({ keyVersion: 2 });
    } catch (thrown) {
      return thrown as Error & { details: unknown };
    }
  })();
  expect(error?.cause).toBeUndefined();
  expect(error?.details).toEqual({});
});
