import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair, Operation, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from './testing/sandbox.js';

type Options = Parameters<typeof Operation.setOptions>[0];

let sandbox: Sandbox;
let bob: Keypair;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  bob = await sandbox.funded();
});
afterAll(() => sandbox.close());

const failed = (...operations: string[]) => ({ transaction: 'tx_failed', operations });
const set = (options: Options) => Operation.setOptions(options);
const signer = (key: Keypair, weight: number): Options => ({ signer: { ed25519PublicKey: key.publicKey(), weight } });
const load = (account: Keypair) => sandbox.server.loadAccount(account.publicKey());
/** The same transaction under any signatures. */
const signedBy = async (source: Keypair, operation: xdr.Operation, ...keys: Keypair[]) => {
  const transaction = await sandbox.build(source, [operation]);
  transaction.sign(...keys);
  return transaction;
};
const refusal = async (source: Keypair, operation: xdr.Operation, ...keys: Keypair[]) =>
  sandbox.refusal(await signedBy(source, operation, ...keys));

/** What the SDK's builder refuses to write, such as weights above 255. */
const raw = (change: Partial<ConstructorParameters<typeof xdr.SetOptionsOp>[0]>) => {
  const none = { inflationDest: null, clearFlags: null, setFlags: null, masterWeight: null, lowThreshold: null };
  const rest = { medThreshold: null, highThreshold: null, homeDomain: null, signer: null };
  const body = xdr.OperationBody.setOptions(new xdr.SetOptionsOp({ ...none, ...rest, ...change }));
  return new xdr.Operation({ sourceAccount: null, body });
};

describe('a signer', () => {
  it('is added as a sub-entry, gets another weight, and is removed again', async () => {
    const [owner, other] = [await sandbox.funded(), Keypair.random()];
    await sandbox.send(owner, set(signer(other, 2)));
    expect(await load(owner)).toMatchObject({
      subentry_count: 1,
      signers: [
        { key: other.publicKey(), weight: 2, type: 'ed25519_public_key' },
        { key: owner.publicKey(), weight: 1, type: 'ed25519_public_key' },
      ],
    });
    await sandbox.send(owner, set(signer(other, 3)));
    const changed = await load(owner);
    expect([changed.subentry_count, changed.signers[0]!.weight]).toEqual([1, 3]);
    await sandbox.send(owner, set(signer(other, 0)));
    await sandbox.send(owner, set(signer(other, 0)));
    const removed = await load(owner);
    expect([removed.subentry_count, removed.signers.length]).toEqual([0, 1]);
  });

  it('signs for the account, also alone when its own key has lost its weight, and the own key no more', async () => {
    const [owner, heir] = [await sandbox.funded(), Keypair.random()];
    await sandbox.send(owner, set({ ...signer(heir, 1), masterWeight: 0 }));
    const before = await sandbox.balance(owner);
    expect(await refusal(owner, payment(bob, '5'), owner)).toEqual({ transaction: 'tx_bad_auth' });
    expect(await sandbox.balance(owner)).toBe(before);
    await sandbox.server.submitTransaction(await signedBy(owner, payment(bob, '5'), heir));
    expect(await sandbox.balance(owner)).toBe('9994.9999800');
    expect((await load(owner)).signers).toContainEqual({
      key: owner.publicKey(),
      weight: 0,
      type: 'ed25519_public_key',
    });
    const ofHeir = await sandbox.server.accounts().forSigner(heir.publicKey()).call();
    expect(ofHeir.records.map(({ id }) => id)).toEqual([owner.publicKey()]);
  });

  it('needs its reserve, to the stroop, and gives it back', async () => {
    const [poor, other] = [await sandbox.accountWith('1.5000099', await sandbox.funded()), Keypair.random()];
    expect(await sandbox.codes(poor, set(signer(other, 1)))).toEqual(failed('op_low_reserve'));
    expect((await load(poor)).signers).toHaveLength(1);
    const enough = await sandbox.accountWith('1.5000100', await sandbox.funded());
    await sandbox.send(enough, set(signer(other, 1)));
    expect(await sandbox.codes(enough, payment(bob, '0.0000001'))).toEqual({ transaction: 'tx_insufficient_balance' });
  });

  it('is one of twenty at most', async () => {
    const owner = await sandbox.funded();
    const add = Array.from({ length: 20 }, () => set(signer(Keypair.random(), 1)));
    await sandbox.send(owner, ...add);
    expect(await sandbox.codes(owner, set(signer(Keypair.random(), 1)))).toEqual(failed('op_too_many_signers'));
    const { signers, subentry_count } = await load(owner);
    expect([signers.length, subentry_count]).toEqual([21, 20]);
  });

  it('is neither the account itself nor of a weight above 255', async () => {
    const owner = await sandbox.funded();
    expect(await sandbox.codes(owner, set(signer(owner, 1)))).toEqual(failed('op_bad_signer'));
    const key = xdr.SignerKey.signerKeyTypeEd25519(Keypair.random().rawPublicKey());
    expect(await sandbox.codes(owner, raw({ signer: new xdr.Signer({ key, weight: 256 }) }))).toEqual(
      failed('op_bad_signer'),
    );
    expect((await load(owner)).signers).toHaveLength(1);
  });

  it('that is one transaction is not supported', async () => {
    const [owner, preAuthTx] = [await sandbox.funded(), Buffer.alloc(32, 1)];
    expect(await sandbox.codes(owner, set({ signer: { preAuthTx, weight: 1 } }))).toEqual(failed('op_not_supported'));
  });
});

describe('thresholds', () => {
  it('ask a payment for the medium weight, and a change of who signs for the high one', async () => {
    const [owner, second] = [await sandbox.funded(), Keypair.random()];
    await sandbox.send(owner, set({ ...signer(second, 1), medThreshold: 1, highThreshold: 2 }));
    await sandbox.server.submitTransaction(await signedBy(owner, payment(bob, '1'), second));
    for (const change of [{ masterWeight: 2 }, { highThreshold: 0 }, { lowThreshold: 1 }, signer(bob, 1)])
      expect(await refusal(owner, set(change), owner)).toEqual(failed('op_bad_auth'));
    await sandbox.server.submitTransaction(await signedBy(owner, set({ homeDomain: 'example.org' }), owner));
    await sandbox.server.submitTransaction(await signedBy(owner, set({ highThreshold: 1 }), owner, second));
    expect(await load(owner)).toMatchObject({
      home_domain: 'example.org',
      thresholds: { low_threshold: 0, med_threshold: 1, high_threshold: 1 },
    });
    expect(await refusal(owner, payment(bob, '1'), owner, second)).toEqual({ transaction: 'tx_bad_auth_extra' });
  });

  it.each(['masterWeight', 'lowThreshold', 'medThreshold', 'highThreshold'])('take no %s above 255', async (name) => {
    const owner = await sandbox.funded();
    expect(await sandbox.codes(owner, raw({ [name]: 256 }))).toEqual(failed('op_threshold_out_of_range'));
  });

  it('that nobody reaches lock the account for ever, as on the real network', async () => {
    const owner = await sandbox.funded();
    await sandbox.send(owner, set({ masterWeight: 0 }));
    expect(await sandbox.codes(owner, set({ masterWeight: 1 }))).toEqual({ transaction: 'tx_bad_auth' });
  });

  it('hold for the next operation of the same account at once, but signatures were weighed before', async () => {
    const [owner, heir] = [await sandbox.funded(), Keypair.random()];
    await sandbox.send(owner, set({ ...signer(heir, 1), masterWeight: 0 }), payment(bob, '1'));
    expect(await sandbox.codes(owner, payment(bob, '1'))).toEqual({ transaction: 'tx_bad_auth' });
  });
});

describe('flags', () => {
  it('are set and cleared', async () => {
    const issuer = await sandbox.funded();
    await sandbox.send(issuer, set({ setFlags: 3 as never }));
    expect((await load(issuer)).flags).toMatchObject({ auth_required: true, auth_revocable: true });
    await sandbox.send(issuer, set({ clearFlags: 1 }));
    expect((await load(issuer)).flags).toMatchObject({ auth_required: false, auth_revocable: true });
  });

  it('that are unknown, both set and cleared, or clawback without revocation are refused', async () => {
    const issuer = await sandbox.funded();
    expect(await sandbox.codes(issuer, raw({ setFlags: 16 }))).toEqual(failed('op_unknown_flag'));
    expect(await sandbox.codes(issuer, raw({ clearFlags: 32 }))).toEqual(failed('op_unknown_flag'));
    expect(await sandbox.codes(issuer, raw({ setFlags: 1, clearFlags: 1 }))).toEqual(failed('op_bad_flags'));
    expect(await sandbox.codes(issuer, set({ setFlags: 8 }))).toEqual(failed('op_auth_revocable_required'));
    await sandbox.send(issuer, set({ setFlags: 10 as never }));
    expect(await sandbox.codes(issuer, set({ clearFlags: 2 }))).toEqual(failed('op_auth_revocable_required'));
  });

  it('never change again once they are immutable', async () => {
    const issuer = await sandbox.funded();
    await sandbox.send(issuer, set({ setFlags: 4 }));
    expect(await sandbox.codes(issuer, set({ clearFlags: 4 }))).toEqual(failed('op_cant_change'));
    expect(await sandbox.codes(issuer, set({ setFlags: 1 }))).toEqual(failed('op_cant_change'));
    await sandbox.send(issuer, set({ homeDomain: 'example.org' }));
    expect((await load(issuer)).flags).toMatchObject({ auth_required: false, auth_immutable: true });
  });
});

describe('home domain and inflation destination', () => {
  it('take plain text and accounts that exist', async () => {
    const owner = await sandbox.funded();
    await sandbox.send(owner, set({ homeDomain: 'example.org', inflationDest: bob.publicKey() }));
    expect(await load(owner)).toMatchObject({ home_domain: 'example.org', inflation_destination: bob.publicKey() });
    await sandbox.send(owner, set({ homeDomain: '', inflationDest: owner.publicKey() }));
    expect((await load(owner)).home_domain).toBeUndefined();
  });

  it('and nothing else', async () => {
    const owner = await sandbox.funded();
    for (const homeDomain of ['a\nb', 'ü', '\x7f'])
      expect(await sandbox.codes(owner, raw({ homeDomain }))).toEqual(failed('op_invalid_home_domain'));
    const nobody = Keypair.random().publicKey();
    expect(await sandbox.codes(owner, set({ inflationDest: nobody }))).toEqual(failed('op_invalid_inflation'));
    expect((await load(owner)).home_domain).toBeUndefined();
  });
});

describe('Horizon', () => {
  it('tells in /operations what was changed, and nothing of the rest', async () => {
    const [owner, other] = [await sandbox.funded(), Keypair.random()];
    await sandbox.send(owner, set({ ...signer(other, 7), masterWeight: 9, highThreshold: 9, setFlags: 3 as never }));
    const { records } = await sandbox.server.operations().forAccount(owner.publicKey()).order('desc').limit(1).call();
    expect(records[0]).toMatchObject({
      type: 'set_options',
      type_i: 5,
      signer_key: other.publicKey(),
      signer_weight: 7,
      master_key_weight: 9,
      high_threshold: 9,
      set_flags: [1, 2],
      set_flags_s: ['auth_required', 'auth_revocable'],
    });
    const absent = ['low_threshold', 'med_threshold', 'home_domain', 'inflation_dest', 'clear_flags'];
    for (const name of absent) expect(records[0]).not.toHaveProperty(name);
  });

  it('shows after a restart what it showed before, and the signatures are weighed alike', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'local-network-'));
    const first = await Sandbox.start({ dataDir });
    const [owner, heir] = [await first.funded(), Keypair.random()];
    await first.send(owner, set({ ...signer(heir, 5), masterWeight: 0, medThreshold: 4, homeDomain: 'example.org' }));
    const of = async ({ http }: { http: Sandbox['http'] }) => {
      const { signers, thresholds, home_domain, subentry_count } = (await http(`/accounts/${owner.publicKey()}`)).body;
      return { signers, thresholds, home_domain, subentry_count };
    };
    const before = await of({ http: (path) => first.http(path) });
    await first.close();
    const second = await Sandbox.start({ dataDir });
    expect(await of({ http: (path) => second.http(path) })).toEqual(before);
    expect(await second.codes(owner, payment(owner, '1'))).toEqual({ transaction: 'tx_bad_auth' });
    const transaction = await second.build(owner, [payment(owner, '1')]);
    transaction.sign(heir);
    await second.server.submitTransaction(transaction);
    await second.close();
    await rm(dataDir, { recursive: true });
  });
});
