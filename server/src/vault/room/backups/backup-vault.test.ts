import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../contract/manifest.js';
import type { StoredKeyring } from '../../contract/stored-keyring.js';
import type { KeyBinding } from '../../contract/vault.js';
import { addressOf, randomSecret } from '../ciphers/ed25519.js';
import { sealSeed } from '../ciphers/sealing.js';
import { keyCheck } from '../ciphers/subkeys.js';
import { Keyring } from '../keys/keyring.js';
import { MasterKeys } from '../keys/master-key.js';
import { backupVault } from './backup-vault.js';

const bytes = () => new Uint8Array(randomBytes(32));
const [environment, enclave, backup] = [bytes(), bytes(), bytes()];
const IDENTITY = { appId: 'a0'.repeat(20), composeHash: '0c'.repeat(32) };
type Parts = { enclave?: Uint8Array; environment?: Uint8Array; backup?: Uint8Array };

// Copies, because a master key wipes what it is made of.
const copy = (key: Uint8Array | undefined): Uint8Array | null => (key ? Uint8Array.from(key) : null);
const mastersOf = (parts: Parts): MasterKeys => {
  const given = { enclave: copy(parts.enclave), environment: copy(parts.environment), backup: copy(parts.backup) };
  return new MasterKeys({ ...given, previousEnvironment: null });
};
const open = (parts: Parts, masters = mastersOf(parts)) => {
  const identity = parts.enclave ? IDENTITY : null;
  return {
    masters,
    vault: backupVault(
      async () => masters,
      async () => identity,
    ),
  };
};
const MODES: [string, Parts][] = [
  ['ENVIRONMENT', { environment }],
  ['ENCLAVE', { enclave }],
  ['BOTH', { enclave, environment }],
];
const salt = randomBytes(32).toString('base64');
const manifestFor = async ({ vault }: ReturnType<typeof open>, change: Partial<Manifest> = {}): Promise<Manifest> => {
  const { masterKeyCheck, identity } = await vault.backupFacts();
  const made = { createdAt: new Date().toISOString(), version: 'x', database: 'sqlite' as const, schema: ['one'] };
  const which = { masterKeyCheck, appId: identity?.appId ?? null, composeHash: identity?.composeHash ?? null };
  return { number: 1, ...made, tables: {}, keyVersions: [1], ...which, ...change };
};

describe('the keys of backups', () => {
  it('are others in each mode, with each part and for each file', async () => {
    const all = [...MODES.map(([, parts]) => parts), { enclave: bytes() }, { enclave, environment: bytes() }];
    const keys = await Promise.all(all.map((parts) => open(parts).vault.backupFileKey({ name: 'master', salt })));
    expect(new Set(keys).size).toBe(all.length);
    const { vault } = open({ enclave });
    const other = await vault.backupFileKey({ name: 'master', salt: randomBytes(32).toString('base64') });
    expect(keys).not.toContain(other);
  });

  it.each(MODES)('are the same at every start in mode %s', async (mode, parts) => {
    const [one, two] = [open({ ...parts, backup }).vault, open({ ...parts, backup }).vault];
    expect(await one.backupFacts()).toEqual(await two.backupFacts());
    expect(await one.backupFacts()).toMatchObject({ mode, preferred: 'backup' });
    for (const name of ['master', 'backup'] as const)
      expect(await one.backupFileKey({ name, salt })).toBe(await two.backupFileKey({ name, salt }));
  });

  it('are outside an enclave what they have been since the first backup', async () => {
    const derive = (key: Uint8Array, from: Uint8Array | string, what: string) =>
      new Uint8Array(hkdfSync('sha256', key, from, what, 32));
    const root = derive(environment, 'tuxedo/backup/v1', 'encryption');
    const { vault } = open({ environment });
    const expected = derive(root, Buffer.from(salt, 'base64'), 'tuxedo/backup/v1 file');
    expect(await vault.backupFileKey({ name: 'master', salt })).toBe(Buffer.from(expected).toString('base64'));
    expect((await vault.backupFacts()).masterKeyCheck).toBe(keyCheck(environment));
  });

  it.each([
    ['a key that was not given', { name: 'backup', salt }],
    ['a key of another name', { name: 'signing', salt }],
    ['a name that every object has', { name: 'constructor', salt }],
    ['a short salt', { name: 'master', salt: 'AAAA' }],
    ['no salt', { name: 'master' }],
    ['a purpose of the caller’s', { name: 'master', salt, purpose: 'signature' }],
    ['nothing', null],
  ])('are not given for %s', async (_what, request) => {
    await expect(open({ environment }).vault.backupFileKey(request as never)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it('give no file the key that signs, or a root', async () => {
    const { vault } = open({ environment });
    const given = [salt, Buffer.from('tuxedo/backup/v1'.padEnd(32, '\0')).toString('base64')];
    const secrets = ['signature', 'encryption'].map((what) =>
      Buffer.from(hkdfSync('sha256', environment, 'tuxedo/backup/v1', what, 32)).toString('base64'),
    );
    for (const one of given) expect(secrets).not.toContain(await vault.backupFileKey({ name: 'master', salt: one }));
  });
});

describe('a signature under a manifest', () => {
  it.each(MODES)('holds in mode %s for these bytes alone, and elsewhere not at all', async (_mode, parts) => {
    const here = open(parts);
    const manifest = await manifestFor(here);
    const signature = await here.vault.signBackup(manifest);
    expect(await open(parts).vault.isBackupSigned({ manifest, signature })).toBe(true);
    expect(await here.vault.isBackupSigned({ manifest: { ...manifest, number: 2 }, signature })).toBe(false);
    for (const [, other] of MODES.filter(([, one]) => one !== parts))
      expect(await open(other).vault.isBackupSigned({ manifest, signature })).toBe(false);
    for (const wrong of ['', 'AAAA', signature.slice(4)])
      expect(await here.vault.isBackupSigned({ manifest, signature: wrong })).toBe(false);
  });

  it.each<[string, unknown]>([
    ['a text', 'tuxedo-audit/v1'],
    ['bytes', { message: 'AAAA' }],
    ['a checkpoint', { version: 'tuxedo-audit-checkpoint/v1', head: '00' }],
    ['nothing', null],
  ])('is not given for %s', async (_what, request) => {
    await expect(open({ environment }).vault.signBackup(request as never)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });

  it.each<[string, Partial<Manifest>, string]>([
    ['a field more', { note: 'x' } as never, 'BAD_USER_INPUT'],
    ['another master key', { masterKeyCheck: keyCheck(bytes()) }, 'PERMISSION_DENIED'],
    ['another application', { appId: 'b0'.repeat(20) }, 'PERMISSION_DENIED'],
    ['another program', { composeHash: '0d'.repeat(32) }, 'PERMISSION_DENIED'],
    ['no application', { appId: null, composeHash: null }, 'PERMISSION_DENIED'],
  ])('is not given for a manifest with %s', async (_what, change, code) => {
    const here = open({ enclave, environment });
    const manifest = await manifestFor(here, change);
    await expect(here.vault.signBackup(manifest)).rejects.toMatchObject({ code });
  });
});

describe('a proof of keys', () => {
  const binding: KeyBinding = { userId: 'usr_a', accountId: 'acc_a', network: 'TESTNET', holder: 'PASSKEY' };
  const keyUnder = (masters: MasterKeys, stored: StoredKeyring) => {
    const { active } = Keyring.open(stored, masters.current);
    const seed = randomSecret();
    return { binding, address: addressOf(seed), sealed: sealSeed(active, binding, seed) };
  };

  it.each(MODES)(
    'says in mode %s which keys open to their address, before any keyring is opened',
    async (_mode, parts) => {
      const masters = mastersOf(parts);
      const stored = Keyring.first(masters.current, new Date());
      const good = keyUnder(masters, stored);
      const other = keyUnder(masters, stored);
      const elsewhere = Keyring.first(masters.current, new Date());
      const keys = [
        good,
        { ...good, address: other.address },
        { ...good, binding: { ...binding, holder: 'DEMO' as const } },
        keyUnder(masters, elsewhere),
        { ...good, sealed: { ...good.sealed, keyVersion: 2 } },
        { ...good, sealed: null as never },
        other,
      ];
      const answers = await open(parts).vault.proveKeys({ stored, releasedCheck: null, keys });
      expect(answers).toEqual([true, false, false, false, false, false, true]);
    },
  );

  it('opens a keyring of before a rotation, and of after it', async () => {
    const masters = mastersOf({ environment });
    const stored = Keyring.first(masters.current, new Date());
    const key = keyUnder(masters, stored);
    const rotated = Keyring.open(stored, masters.current).withNewVersion(masters.current, new Date());
    const { vault } = open({ environment });
    for (const one of [stored, rotated])
      expect(await vault.proveKeys({ stored: one, releasedCheck: null, keys: [key] })).toEqual([true]);
    const retired = Keyring.open(rotated, masters.current).withRetired(masters.current, 1, new Date());
    expect(await vault.proveKeys({ stored: retired, releasedCheck: null, keys: [key] })).toEqual([false]);
  });

  it('knows a database of the first release by its own check alone', async () => {
    const { vault } = open({ environment });
    const seed = randomSecret();
    const key = {
      binding,
      address: addressOf(seed),
      sealed: sealSeed(Keyring.released(environment).active, binding, seed),
    };
    const prove = (releasedCheck: string | null) => vault.proveKeys({ stored: null, releasedCheck, keys: [key] });
    expect(await prove(keyCheck(environment))).toEqual([true]);
    for (const check of [null, keyCheck(bytes())])
      await expect(prove(check)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each<[string, Parts, RegExp]>([
    ['another enclave', { enclave: bytes(), environment }, /made with another key/],
    ['another ENCRYPTION_MASTER_KEY', { enclave, environment: bytes() }, /made with another key/],
    ['no enclave', { environment }, /need the enclave and ENCRYPTION_MASTER_KEY together/],
    ['the enclave alone', { enclave }, /need the enclave and ENCRYPTION_MASTER_KEY together/],
  ])('refuses in a sentence with %s', async (_what, parts, why) => {
    const masters = mastersOf({ enclave, environment });
    const stored = Keyring.first(masters.current, new Date());
    const keys = [keyUnder(masters, stored)];
    await expect(open(parts).vault.proveKeys({ stored, releasedCheck: null, keys })).rejects.toThrow(why);
  });

  it('refuses a keyring that somebody else put together', async () => {
    const masters = mastersOf({ environment });
    const { head, versions } = Keyring.first(masters.current, new Date());
    const mac = createHmac('sha256', bytes()).digest('base64');
    const { vault } = open({ environment });
    for (const stored of [
      { head: { ...head, mac }, versions },
      { head, versions: [] },
    ])
      await expect(vault.proveKeys({ stored, releasedCheck: null, keys: [] })).rejects.toThrow(/not as the vault left/);
  });
});
