import { Keypair, Transaction } from '@stellar/stellar-sdk/base';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  LENIENT,
  makeVault,
  NOW,
  PARTY,
  PASSPHRASES,
  PERSON,
  VaultCase,
} from '../../../../test/support/app/vault-case.js';
import type { StoredKeyring } from '../../contract/stored-keyring.js';
import type { KeyBinding, SealedKey, SignRequest } from '../../contract/vault.js';
import { EmbeddedVault } from '../embedded-vault.js';
import { MasterKeys } from './master-key.js';

const make = () =>
  new EmbeddedVault(
    new MasterKeys({ enclave: null, environment: new Uint8Array(32).fill(1), previousEnvironment: null }),
    { ...PARTY, ...LENIENT, networkPassphrases: PASSPHRASES, now: () => NOW },
  );
const open = async (vault: EmbeddedVault, stored: StoredKeyring | null) =>
  (await vault.openKeyring({ stored, releasedCheck: null })).keyring;

let vault: EmbeddedVault;
let subject: VaultCase;
let stored: StoredKeyring;
beforeEach(async () => {
  vault = make();
  stored = await open(vault, null);
  await open(vault, stored);
  subject = await VaultCase.open(PERSON, vault);
});
const rotate = async (): Promise<StoredKeyring> => open(vault, await vault.addKeyVersion());
const rewrap = async (sealed: SealedKey, binding: KeyBinding = PERSON, newDataKeys = false) =>
  (await vault.rewrap({ records: [{ binding, sealed }], newDataKeys }))[0] ?? null;
const signs = async (request: SignRequest): Promise<boolean> => {
  const { signature } = await vault.sign(request);
  const hash = new Transaction(request.envelope, PASSPHRASES.LOCAL).hash();
  return Keypair.fromPublicKey(subject.address).verify(hash, Buffer.from(signature, 'base64'));
};

describe('a rotated vault', () => {
  it('signs with records of before and after, and with the same seeds', async () => {
    await rotate();
    expect(await signs(subject.byPolicy())).toBe(true);
    const sealed = (await rewrap(subject.sealed))!;
    expect(sealed).toMatchObject({ version: 1, keyVersion: 2, ciphertext: subject.sealed.ciphertext });
    expect(await signs(subject.byPolicy({ sealed }))).toBe(true);
    expect((await vault.createKey(PERSON)).sealed.keyVersion).toBe(2);
  });

  it('keeps what is not rotated: passkeys, seals and the key under the checkpoints', async () => {
    const before = [await vault.seal({ kind: 'account', id: 'acc_a' }), await vault.publicKeys()];
    await rotate();
    expect([await vault.seal({ kind: 'account', id: 'acc_a' }), await vault.publicKeys()]).toEqual(before);
    expect(await signs(subject.byConsent())).toBe(true);
  });

  it('uses a new version only once it is given it back, so that it is stored first', async () => {
    await vault.addKeyVersion();
    expect((await vault.createKey(PERSON)).sealed.keyVersion).toBe(1);
  });

  it('a record moves from any version to the newest, twice as well as once', async () => {
    await rotate();
    const twice = await rewrap(subject.sealed);
    await rotate();
    for (const sealed of [subject.sealed, twice!]) {
      const next = (await rewrap(sealed))!;
      expect(next.keyVersion).toBe(3);
      expect(await signs(subject.byPolicy({ sealed: next }))).toBe(true);
    }
  });

  it('with new data keys nothing of the old record is left', async () => {
    await rotate();
    const next = (await rewrap(subject.sealed, PERSON, true))!;
    for (const part of ['wrapNonce', 'wrappedKey', 'nonce', 'ciphertext'] as const)
      expect(next[part]).not.toBe(subject.sealed[part]);
    expect(await signs(subject.byPolicy({ sealed: next }))).toBe(true);
  });

  it('opens nothing under a destroyed version', async () => {
    await rotate();
    const sealed = (await rewrap(subject.sealed))!;
    await open(vault, await vault.retireKeyVersion(1));
    expect(await signs(subject.byPolicy({ sealed }))).toBe(true);
    await expect(vault.sign(subject.byPolicy())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await rewrap(subject.sealed)).toBeNull();
  });
});

describe('a record', () => {
  beforeEach(rotate);

  it.each<[string, Partial<KeyBinding>]>([
    ['user', { userId: 'usr_b' }],
    ['account', { accountId: 'acc_b' }],
    ['network', { network: 'TESTNET' }],
    ['holder', { holder: 'DEMO' }],
  ])('is not moved for another %s', async (_what, other) => {
    for (const fresh of [false, true]) expect(await rewrap(subject.sealed, { ...PERSON, ...other }, fresh)).toBeNull();
  });

  it('that is damaged is not moved, and the others of its page are', async () => {
    const records = [
      { binding: PERSON, sealed: { ...subject.sealed, ciphertext: 'AAAA' } },
      { binding: PERSON, sealed: subject.sealed },
      { binding: PERSON, sealed: { ...subject.sealed, keyVersion: 0 } },
      { binding: PERSON, sealed: { ...subject.sealed, keyVersion: 1.5 } },
    ];
    const moved = await vault.rewrap({ records, newDataKeys: false });
    expect(moved.map((one) => one !== null)).toEqual([false, true, false, false]);
  });

  it('that only claims another version opens under none', async () => {
    await expect(vault.sign(subject.byPolicy({ sealed: { ...subject.sealed, keyVersion: 2 } }))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('of a version that this vault has not seen says that the vault is behind', async () => {
    const sealed = { ...subject.sealed, keyVersion: 3 };
    await expect(vault.sign(subject.byPolicy({ sealed }))).rejects.toMatchObject({ details: { keyring: 'behind' } });
  });
});

describe('a running vault', () => {
  it('does nothing before its keyring is open', async () => {
    const closed = make();
    const acts = [
      () => closed.createKey(PERSON),
      () => closed.sign(subject.byPolicy()),
      () => closed.seal({ kind: 'account' }),
      () => closed.publicKeys(),
      () => closed.pinPasskey({ passkey: subject.enrolled.passkey, state: null }),
      () => closed.rewrap({ records: [{ binding: PERSON, sealed: subject.sealed }], newDataKeys: false }),
      () => closed.addKeyVersion(),
    ];
    for (const act of acts) await expect(act()).rejects.toThrow(/not open yet/);
  });

  it('takes no older keyring than its own, nor one of another database', async () => {
    await rotate();
    await expect(open(vault, stored)).rejects.toThrow(/older/);
    const other = make();
    const theirs = await open(other, null);
    await expect(open(vault, theirs)).rejects.toThrow(/another database/);
    expect(await vault.keyStatus()).toMatchObject({ active: 2 });
  });

  it('whose caller asks for a new keyring goes on with its own', async () => {
    await expect(vault.openKeyring({ stored: null, releasedCheck: null })).resolves.toMatchObject({ store: true });
    expect(await signs(subject.byPolicy())).toBe(true);
  });

  it('of the first release’s kind keeps no keyring', async () => {
    await expect(makeVault().addKeyVersion()).rejects.toThrow(/without a master key/);
  });
});
