import { expect, it } from 'vitest';
import type { StoredKeyring, StoredKeyVersion } from '../../contract/stored-keyring.js';
import type { KeyBinding } from '../../contract/vault.js';
import { randomSecret } from '../ciphers/ed25519.js';
import { openSeed, sealSeed } from '../ciphers/sealing.js';
import { deriveSubkeys } from '../ciphers/subkeys.js';
import { Keyring, KeyringError } from './keyring.js';
import { MasterKey } from './master-key.js';

const master = new MasterKey('ENVIRONMENT', [new Uint8Array(32).fill(1)]);
const NOW = new Date('2026-11-22T12:00:00Z');
const LATER = new Date('2027-02-22T12:00:00Z');
const binding: KeyBinding = { userId: 'usr_a', accountId: 'acc_a', network: 'LOCAL', holder: 'PASSKEY' };

const first = Keyring.first(master, NOW);
const second = Keyring.open(first, master).withNewVersion(master, LATER);
const third = Keyring.open(second, master).withRetired(master, 1, LATER);
const change = (ring: StoredKeyring, index: number, fields: Partial<StoredKeyVersion>): StoredKeyring => ({
  ...ring,
  versions: ring.versions.map((row, at) => (at === index ? { ...row, ...fields } : row)),
});
const refused = (ring: StoredKeyring) => expect(() => Keyring.open(ring, master)).toThrow(KeyringError);

it('opens what was sealed under any version that is not destroyed, and seals under the newest', () => {
  const seed = randomSecret();
  const before = Keyring.open(first, master);
  const sealed = sealSeed(before.active, binding, seed);
  const after = Keyring.open(second, master);
  expect(after.active.version).toBe(2);
  expect(after.active.key).not.toEqual(before.active.key);
  expect(openSeed(after.keyOf(sealed.keyVersion)!, binding, sealed)).toEqual(seed);
  expect(after.subkeys).toEqual(before.subkeys);
});

it('has no key of a destroyed version, and the rows hold none either', () => {
  expect(Keyring.open(third, master).keyOf(1)).toBeNull();
  expect(third.versions[0]).toMatchObject({ state: 'RETIRED', wrappedKey: null, retiredAt: LATER.toISOString() });
});

it('retires only what rotation replaced: neither the active version, nor one twice, nor an unknown one', () => {
  for (const [ring, version] of [
    [first, 1],
    [second, 2],
    [third, 1],
    [third, 7],
  ] as const)
    expect(() => Keyring.open(ring, master).withRetired(master, version, LATER)).toThrow(/not retiring/);
});

it('the rows give no key away', () => {
  const ring = Keyring.open(second, master);
  const text = JSON.stringify(second);
  const secrets = [ring.keyOf(1)!, ring.keyOf(2)!, ...Object.values(ring.subkeys)];
  for (const secret of secrets) expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, 20));
});

it.each<[string, StoredKeyring]>([
  ['a version that was brought back to life', change(third, 0, second.versions[0]!)],
  ['a retired version that is called retiring', change(third, 0, { state: 'RETIRING' })],
  ['a version from an older copy of the table', change(second, 0, first.versions[0]!)],
  ['two versions in each other’s place', { ...second, versions: second.versions.toReversed() }],
  ['a key in the place of another one', change(second, 1, { wrappedKey: second.versions[0]!.wrappedKey })],
  ['a version that was left out', { ...second, versions: second.versions.slice(1) }],
  ['the newest version left out', { ...second, versions: second.versions.slice(0, 1) }],
  ['no versions', { ...second, versions: [] }],
  ['an older head over newer versions', { ...second, head: first.head }],
  ['a newer head over older versions', { ...first, head: second.head }],
  ['an older number', { ...second, head: { ...second.head, number: 1 } }],
  ['another root', { ...second, head: { ...second.head, wrappedRoot: Keyring.first(master, NOW).head.wrappedRoot } }],
  ['another time', change(second, 0, { createdAt: LATER.toISOString() })],
  ['a time to be retired that came early', change(second, 0, { retiringAt: NOW.toISOString() })],
  ['another check value', change(second, 1, { kcv: second.versions[0]!.kcv })],
  ['a forged mark', change(second, 1, { mac: Buffer.alloc(32).toString('base64') })],
  ['no mark', change(second, 1, { mac: '' })],
])('%s opens nothing', (_what, ring) => {
  expect(() => Keyring.open(second, master)).not.toThrow();
  refused(ring);
});

it('a version that somebody else made opens nothing, though it is whole in itself', () => {
  const thief = new MasterKey('ENVIRONMENT', [new Uint8Array(32).fill(9)]);
  const own = Keyring.open(Keyring.first(thief, NOW), thief).withNewVersion(thief, LATER);
  refused({ ...second, versions: [second.versions[0]!, own.versions[1]!] });
  refused(own);
});

it('is around the old keys for a database of the first release, in the same place', () => {
  const root = new Uint8Array(32).fill(4);
  const ring = Keyring.open(Keyring.first(master, NOW, Uint8Array.from(root)), master);
  expect(ring.subkeys).toEqual(deriveSubkeys(root));
  expect(ring.active).toEqual({ version: 1, key: deriveSubkeys(root).wrap });
});

it('moves whole to another master key, destroyed versions included, and forged rows do not move', () => {
  const to = new MasterKey('ENVIRONMENT', [new Uint8Array(32).fill(2)]);
  const moved = Keyring.moved(third, master, to);
  expect(moved.head).toMatchObject({ number: third.head.number + 1, masterCheck: to.check });
  expect(Keyring.open(moved, to).subkeys).toEqual(Keyring.open(third, master).subkeys);
  expect(Keyring.open(moved, to).keyOf(2)).toEqual(Keyring.open(third, master).keyOf(2));
  expect(moved.versions[0]!.wrappedKey).toBeNull();
  refused(moved);
  expect(() => Keyring.moved(change(third, 0, { state: 'RETIRING' }), master, to)).toThrow(KeyringError);
});

it('the parts of a master key and their order all count, and so does what it is made of', () => {
  const [a, b] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const checks = [
    new MasterKey('ENVIRONMENT', [a]),
    new MasterKey('ENCLAVE', [a]),
    new MasterKey('BOTH', [a, b]),
    new MasterKey('BOTH', [b, a]),
    new MasterKey('BOTH', [a, a]),
  ].map(({ check }) => check);
  expect(new Set(checks).size).toBe(checks.length);
});
