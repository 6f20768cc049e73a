import { Keypair, Transaction } from '@stellar/stellar-sdk/base';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  LENIENT,
  NO_EVIDENCE,
  NOW,
  PARTY,
  PASSPHRASES,
  PERSON,
  payment,
  VaultCase,
} from '../../../../test/support/app/vault-case.js';
import { methodsOf } from '../../channel/remote-vault.js';
import type { KeyBinding, SealedKey } from '../../contract/vault.js';
import type { VaultApi } from '../../contract/vault-api.js';
import { EmbeddedVault } from '../embedded-vault.js';
import type { LedgerControl } from '../judgement/ledger-witness.js';

/** A ledger of one account, and of what a test says that it holds. */
let control: LedgerControl | null;
let asked: string[];
const vaultOf = (masterKey = new Uint8Array(32).fill(7)) =>
  new EmbeddedVault(masterKey, {
    ...PARTY,
    ...LENIENT,
    ledger: {
      ...LENIENT.ledger,
      control: async (_network, address) => {
        asked.push(address);
        return control;
      },
    },
    networkPassphrases: PASSPHRASES,
    now: () => NOW,
  });

let subject: VaultCase;
let next: { signer: string; sealed: SealedKey };
const signerOf = (key: string, weight = 1) => ({ key, weight, type: 'ed25519_public_key' });
const on = (weights: Record<string, number>, [low, medium, high] = [0, 0, 0]): LedgerControl => ({
  sequence: 41n,
  thresholds: { low: low!, medium: medium!, high: high! },
  signers: Object.entries(weights).map(([key, weight]) => signerOf(key, weight)),
});
beforeEach(async () => {
  asked = [];
  subject = await VaultCase.open(PERSON, vaultOf());
  control = on({ [subject.address]: 1 });
  next = subject.vault.signers.make(PERSON, subject.sealed);
});

const opened = (envelope: string) => new Transaction(envelope, PASSPHRASES.LOCAL);
const isSignedBy = (transaction: Transaction, key: string): boolean =>
  transaction.signatures.length === 1 &&
  Keypair.fromPublicKey(key).verify(transaction.hash(), transaction.signatures[0]!.signature);
const add = (other = next.sealed, sealed = subject.sealed) =>
  subject.vault.signers.add({ binding: PERSON, sealed, other });
const remove = (sealed = next.sealed, other = subject.sealed) =>
  subject.vault.signers.remove({ binding: PERSON, sealed, other });
const sign = (sealed: SealedKey, envelope = payment(subject.address), binding: KeyBinding = PERSON) =>
  subject.vault.sign(subject.byPolicy({ sealed, envelope, binding }));
const cannotOpen = { code: 'PERMISSION_DENIED', message: 'The vault cannot open the key of this account.' };

describe('a key that takes the place of another', () => {
  it('signs for the account of that one, by its own address, and the vault says so in its statement', async () => {
    const envelope = payment(subject.address);
    const { signature, signer, verdict } = await sign(next.sealed, envelope);
    expect(signer).toBe(next.signer);
    expect(next.signer).not.toBe(subject.address);
    expect(verdict.statement.signer).toBe(next.signer);
    expect(Keypair.fromPublicKey(signer).verify(opened(envelope).hash(), Buffer.from(signature, 'base64'))).toBe(true);
    expect((await VaultCase.open(PERSON, vaultOf())).byPolicy().sealed.version).toBe(1);
  });

  it('signs neither for its own address nor for anybody else', async () => {
    for (const source of [next.signer, Keypair.random().publicKey()])
      await expect(sign(next.sealed, payment(source))).rejects.toMatchObject({
        message: 'The vault signs only for the account of its own key.',
      });
  });

  it.each<[string, (sealed: SealedKey) => SealedKey]>([
    ['another account in its record', (sealed) => ({ ...sealed, signsFor: Keypair.random().publicKey() })],
    ['its own address in its record', (sealed) => ({ ...sealed, signsFor: next.signer })],
    ['the mark of a first key', ({ signsFor: _dropped, ...sealed }) => ({ ...sealed, version: 1 })],
    ['the mark of a first key beside the account', (sealed) => ({ ...sealed, version: 1 })],
    ['no account in its record', ({ signsFor: _dropped, ...sealed }) => sealed],
  ])('does not open with %s', async (_what, change) => {
    const changed = change(next.sealed);
    for (const source of [subject.address, next.signer, changed.signsFor ?? next.signer])
      await expect(sign(changed, payment(source))).rejects.toMatchObject(cannotOpen);
  });

  it('cannot be made of a first key by hand', async () => {
    const victim = Keypair.random().publicKey();
    const own = await subject.vault.createKey(PERSON);
    const forged: SealedKey = { ...own.sealed, version: 2, signsFor: victim };
    await expect(sign(forged, payment(victim))).rejects.toMatchObject(cannotOpen);
  });

  it.each<[string, Partial<KeyBinding>]>([
    ['person', { userId: 'usr_b' }],
    ['account', { accountId: 'acc_b' }],
    ['network', { network: 'TESTNET' }],
    ['holder', { holder: 'DEMO' }],
  ])('opens for no other %s', async (_what, change) => {
    const binding = { ...PERSON, ...change };
    expect(() => subject.vault.signers.publicOf(binding, next.sealed)).toThrow(cannotOpen.message);
  });

  it('keeps its account when its wrapping changes, with a new data key too', async () => {
    for (const newDataKeys of [false, true]) {
      const records = [{ binding: PERSON, sealed: next.sealed }];
      const [sealed] = await subject.vault.rewrap({ records, newDataKeys });
      expect(sealed).toMatchObject({ version: 2, signsFor: subject.address });
      expect(subject.vault.signers.publicOf(PERSON, sealed!)).toEqual({
        account: subject.address,
        signer: next.signer,
        other: null,
      });
      const forged = { ...next.sealed, signsFor: next.signer };
      expect(await subject.vault.rewrap({ records: [{ binding: PERSON, sealed: forged }], newDataKeys })).toEqual([
        null,
      ]);
    }
  });

  it('raises the fee of what it signed itself, paid by the account', async () => {
    const envelope = payment(subject.address);
    const { signature, signer } = await sign(next.sealed, envelope);
    const inner = opened(envelope);
    inner.addSignature(signer, signature);
    const request = { binding: PERSON, sealed: next.sealed, inner: inner.toXdr(), fee: '2000', grounds: NO_EVIDENCE };
    await expect(subject.vault.signFeeBump({ ...request, sealed: subject.sealed })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    await expect(subject.vault.signFeeBump(request)).resolves.toBeDefined();
  });
});

describe('the change that adds a key', () => {
  it('is one operation of the account, ends soon, and is signed by the old key alone', async () => {
    const { envelope, hash, sequence } = await add();
    const transaction = opened(envelope);
    expect(transaction.operations).toEqual([
      expect.objectContaining({ type: 'setOptions', signer: { ed25519PublicKey: next.signer, weight: 1 } }),
    ]);
    const [{ type: _type, signer: _signer, ...rest }] = transaction.operations as unknown as [Record<string, unknown>];
    expect(Object.values(rest).filter((value) => value !== undefined)).toEqual([]);
    expect(transaction).toMatchObject({ source: subject.address, sequence: '42', fee: '10000' });
    expect(Number(transaction.timeBounds!.maxTime) * 1000).toBeLessThanOrEqual(NOW.getTime() + 300_000);
    expect([hash, sequence]).toEqual([Buffer.from(transaction.hash()).toString('hex'), 42n]);
    expect(isSignedBy(transaction, subject.address)).toBe(true);
  });

  it('gives the weight that the highest threshold asks for', async () => {
    control = on({ [subject.address]: 200 }, [1, 7, 5]);
    const [operation] = opened((await add()).envelope).operations;
    expect(operation).toMatchObject({ signer: { weight: 7 } });
  });

  it.each<[string, () => LedgerControl | null, RegExp]>([
    ['an account that is not on the ledger', () => null, /is not on the ledger/],
    ['signers that nobody here knows', () => on({ [subject.address]: 1, GSTRANGER: 3 }), /GSTRANGER \(weight 3\)/],
    ['a key that does not reach the thresholds', () => on({ [subject.address]: 1 }, [0, 0, 2]), /ask for 2/],
    ['a key that is no signer any more', () => on({ [subject.address]: 0, [next.signer]: 1 }), /its weight is 0/],
  ])('is refused for %s', async (_what, ledger, sentence) => {
    control = ledger();
    await expect(add()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(sentence) });
  });

  it('is refused for a key of another account, and for the same key twice, before the ledger is asked', async () => {
    const { sealed } = await subject.vault.createKey(PERSON);
    await expect(add(sealed)).rejects.toMatchObject(cannotOpen);
    await expect(add(subject.sealed)).rejects.toMatchObject(cannotOpen);
    expect(asked).toEqual([]);
  });
});

describe('the change that takes the old key its weight', () => {
  it('is signed by the new key, so that the ledger refuses it where that one does not sign', async () => {
    control = on({ [subject.address]: 1, [next.signer]: 1 });
    const transaction = opened((await remove()).envelope);
    expect(transaction.operations).toEqual([expect.objectContaining({ type: 'setOptions', masterWeight: 0 })]);
    expect(transaction.source).toBe(subject.address);
    expect(isSignedBy(transaction, next.signer)).toBe(true);
  });

  it('removes a key that was itself added', async () => {
    const third = subject.vault.signers.make(PERSON, next.sealed);
    control = on({ [subject.address]: 0, [next.signer]: 1, [third.signer]: 1 });
    const [operation] = opened((await remove(third.sealed, next.sealed)).envelope).operations;
    expect(operation).toMatchObject({ signer: { ed25519PublicKey: next.signer, weight: 0 }, masterWeight: undefined });
  });

  it.each<[string, () => LedgerControl]>([
    ['the ledger does not know', () => on({ [subject.address]: 1 })],
    ['has less weight than the thresholds ask for', () => on({ [subject.address]: 5, [next.signer]: 1 }, [0, 2, 0])],
  ])('is refused for a new key that %s', async (_what, ledger) => {
    control = ledger();
    await expect(remove()).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(next.signer) });
  });

  it('is refused where the new key does not open, such as one whose record was lost', async () => {
    control = on({ [subject.address]: 1, [next.signer]: 1 });
    const damaged = { ...next.sealed, ciphertext: `${next.sealed.ciphertext.slice(0, -4)}AAA=` };
    await expect(remove(damaged)).rejects.toMatchObject(cannotOpen);
    const another = subject.vault.signers.make(PERSON, subject.sealed);
    await expect(remove(another.sealed)).rejects.toMatchObject({ message: expect.stringContaining(next.signer) });
  });
});

describe('another process', () => {
  it('finds nothing of this under any name on the channel', async () => {
    const names = Object.keys(methodsOf(subject.vault as unknown as VaultApi));
    const hidden = ['make', 'publicOf', 'examine', 'add', 'remove'] as const;
    for (const name of hidden) expect(subject.vault.signers[name]).toBeInstanceOf(Function);
    expect(names).toContain('sign');
    expect(names.filter((name) => hidden.includes(name as never) || /signer|replace/i.test(name))).toEqual([]);
  });
});
