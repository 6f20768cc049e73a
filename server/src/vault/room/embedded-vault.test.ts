import { Keypair, Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk/base';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  makeVault,
  NOW,
  PARTY,
  PASSPHRASES,
  PERSON,
  payment,
  VaultCase,
} from '../../../test/support/app/vault-case.js';
import { enrolPasskey } from '../../../test/support/people/pinned-passkey.js';
import { envelopeFor, intentOf } from '../../rulebook/intent.js';
import type { Authority, KeyBinding, PinnedPasskey, SignRequest } from '../contract/vault.js';

const inSeconds = (seconds: number): number => NOW.getTime() / 1000 + seconds;
type Consented = Extract<Authority, { kind: 'CONSENT' }>;
const withAuthority = (request: SignRequest, change: Partial<Consented>): SignRequest => ({
  ...request,
  authority: { ...(request.authority as Consented), ...change },
});

let subject: VaultCase;
beforeEach(async () => {
  subject = await VaultCase.open();
});
const refused = (request: SignRequest, code: string) =>
  expect(subject.vault.sign(request)).rejects.toMatchObject({ name: 'DomainError', code });

describe('making keys', () => {
  it('gives every account an address of its own and nothing that opens it', async () => {
    const one = await subject.vault.createKey(PERSON);
    expect(one.address).toMatch(/^G[A-Z2-7]{55}$/);
    expect(one.address).not.toBe(subject.address);
    expect(JSON.stringify(one)).not.toMatch(/"S[A-Z2-7]{55}"/);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });

  it.each<[string, Partial<KeyBinding>]>([
    ['a demo key outside the local network', { holder: 'DEMO', network: 'TESTNET' }],
    ['a key of a network that is not served', { network: 'MAINNET' }],
    ['a key of a network with the name of a property', { network: 'constructor' }],
  ])('refuses %s', async (_what, change) => {
    await expect(subject.vault.createKey({ ...PERSON, ...change })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('signing what the policy allowed', () => {
  it('signs the hash that the network will check', async () => {
    const request = subject.byPolicy();
    const { signature, counter } = await subject.vault.sign(request);
    const hash = new Transaction(request.envelope, PASSPHRASES.LOCAL).hash();
    expect(Keypair.fromPublicKey(subject.address).verify(hash, Buffer.from(signature, 'base64'))).toBe(true);
    expect(counter).toBeNull();
  });

  it('a signature for one network is none for another', async () => {
    const request = subject.byPolicy();
    const { signature } = await subject.vault.sign(request);
    const elsewhere = new Transaction(request.envelope, PASSPHRASES.TESTNET).hash();
    expect(Keypair.fromPublicKey(subject.address).verify(elsewhere, Buffer.from(signature, 'base64'))).toBe(false);
  });

  it.each<[string, Partial<KeyBinding>]>([
    ['user', { userId: 'usr_b' }],
    ['account', { accountId: 'acc_b' }],
    ['network', { network: 'TESTNET' }],
    ['holder', { holder: 'DEMO' }],
  ])('refuses a key under the name of another %s', async (_what, change) => {
    await refused(subject.byPolicy({ binding: { ...PERSON, ...change } }), 'PERMISSION_DENIED');
  });

  it('refuses the transaction of another account', async () => {
    await refused(subject.byPolicy({ envelope: payment(Keypair.random().publicKey()) }), 'PERMISSION_DENIED');
  });

  it.each([
    ['without an end', 0],
    ['that ends a second too late', inSeconds(301)],
    ['that ends next year', inSeconds(31_536_000)],
  ])('refuses a transaction %s', async (_what, maxTime) => {
    await refused(subject.byPolicy({ envelope: payment(subject.address, { maxTime }) }), 'PERMISSION_DENIED');
  });

  it('refuses a precondition that no consent shows', async () => {
    const { tx } = new Transaction(payment(subject.address), PASSPHRASES.LOCAL);
    const { timeBounds } = (tx as xdr.Transaction).cond as xdr.PreconditionsTime;
    const more = { ledgerBounds: null, minSeqNum: null, minSeqAge: 0n, minSeqLedgerGap: 0, extraSigners: [] };
    const cond = xdr.Preconditions.precondV2(new xdr.PreconditionsV2({ timeBounds, ...more }));
    const changed = new xdr.Transaction({ ...(tx as xdr.Transaction), cond });
    const v1 = new xdr.TransactionV1Envelope({ tx: changed, signatures: [] });
    const envelope = xdr.TransactionEnvelope.envelopeTypeTx(v1).toXdr('base64');
    await refused(subject.byPolicy({ envelope }), 'PERMISSION_DENIED');
  });

  it('refuses a transaction that somebody signed already', async () => {
    const transaction = new Transaction(payment(subject.address), PASSPHRASES.LOCAL);
    transaction.sign(Keypair.random());
    await refused(subject.byPolicy({ envelope: transaction.toXdr() }), 'PERMISSION_DENIED');
  });

  it('refuses a fee bump and what is no transaction', async () => {
    const inner = new Transaction(payment(subject.address), PASSPHRASES.LOCAL);
    inner.sign(Keypair.random());
    const bump = TransactionBuilder.buildFeeBumpTransaction(subject.address, '200', inner, PASSPHRASES.LOCAL);
    await refused(subject.byPolicy({ envelope: bump.toXdr() }), 'BAD_USER_INPUT');
    await refused(subject.byPolicy({ envelope: 'rubbish' }), 'BAD_USER_INPUT');
  });

  it('a vault with another master key cannot sign', async () => {
    const other = makeVault(new Uint8Array(32).fill(8));
    await expect(other.sign(subject.byPolicy())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

describe('signing what a person confirmed', () => {
  it('signs with a passkey over exactly this consent, and gives the counter to store', async () => {
    const { signature, counter } = await subject.vault.sign(subject.byConsent());
    expect(Buffer.from(signature, 'base64')).toHaveLength(64);
    expect(counter).toBeGreaterThan(0);
  });

  it.each([
    ['another person', { user: 'usr_b' }],
    ['another address', { account: `acc_a ${Keypair.random().publicKey()}` }],
    ['another network', { network: PASSPHRASES.TESTNET }],
    ['another transaction', { transaction: 'AAAA' }],
    ['a moment that has passed', { expires: NOW.toISOString() }],
    ['no moment at all', { expires: 'never' }],
  ])('refuses a consent of %s', async (_what, fields) => {
    await refused(subject.byConsent(fields), 'CONSENT_MISMATCH');
  });

  it('refuses a consent of another account with the same address', async () => {
    await refused(subject.byConsent({ account: `acc_b ${subject.address}` }), 'CONSENT_MISMATCH');
  });

  it('refuses the consent of one payment for another', async () => {
    await refused({ ...subject.byConsent(), envelope: payment(subject.address, { amount: '6' }) }, 'CONSENT_MISMATCH');
  });

  it('takes the consent of a payment whatever its sequence number became', async () => {
    const request = subject.byConsent();
    const envelope = envelopeFor(intentOf(request.envelope), 99n, new Date(NOW.getTime() + 60_000));
    await expect(subject.vault.sign({ ...request, envelope })).resolves.toBeTruthy();
  });

  it('refuses a text that was changed by one character after it was confirmed', async () => {
    const request = subject.byConsent();
    const { canonical } = request.authority as Consented;
    await refused(withAuthority(request, { canonical: canonical.replace('5.0', '6.0') }), 'CONSENT_MISMATCH');
  });

  it('refuses a person without a passkey, also one who calls a real account a demo', async () => {
    const bare = withAuthority(subject.byConsent(), { assertion: null, passkey: null });
    await refused(bare, 'CONSENT_REQUIRED');
    await refused({ ...bare, binding: { ...PERSON, holder: 'DEMO' } }, 'PERMISSION_DENIED');
    await refused(withAuthority(subject.byConsent(), { passkey: null }), 'CONSENT_MISMATCH');
  });

  it('signs for a demo on the local network without a passkey, yet never another payment', async () => {
    const demo = await VaultCase.open({ ...PERSON, holder: 'DEMO' });
    const bare = withAuthority(demo.byConsent(), { assertion: null, passkey: null });
    await expect(demo.vault.sign(bare)).resolves.toMatchObject({ counter: null });
    await expect(demo.vault.sign({ ...bare, envelope: payment(demo.address, { amount: '6' }) })).rejects.toMatchObject({
      code: 'CONSENT_MISMATCH',
    });
  });
});

describe('a passkey', () => {
  const CANONICAL = 'any text\n';
  const verify = (
    change: { passkey?: Partial<PinnedPasskey>; userId?: string; assertion?: Record<string, unknown> } = {},
  ) =>
    subject.vault.verifyAssertion({
      userId: change.userId ?? PERSON.userId,
      canonical: CANONICAL,
      assertion: change.assertion ?? subject.assertion(CANONICAL),
      passkey: { ...subject.enrolled.passkey, ...change.passkey },
    });
  const mismatch = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });

  it('is believed over the text it signed', async () => {
    await expect(verify()).resolves.toEqual({ counter: 2 });
  });

  it.each<[string, Partial<PinnedPasskey>]>([
    ['forged MAC', { mac: Buffer.alloc(32).toString('base64') }],
    ['missing MAC', { mac: '' }],
    ['changed id', { id: 'key_other' }],
    ['changed credential', { credentialId: 'AAAA' }],
  ])('with a %s is not', async (_what, passkey) => {
    await mismatch(verify({ passkey }));
  });

  it('whose public key was replaced in the database is not', async () => {
    const thief = await enrolPasskey(makeVault(new Uint8Array(32).fill(9)), PERSON.userId, PARTY);
    const challenge = (subject.assertion(CANONICAL).response as { clientDataJSON: string }).clientDataJSON;
    const options = { rpId: PARTY.rpId, ...JSON.parse(Buffer.from(challenge, 'base64url').toString()) };
    const assertion = thief.authenticator.assert(options, PARTY.origin);
    await mismatch(verify({ assertion, passkey: thief.passkey }));
    const planted = { ...subject.enrolled.passkey, publicKey: thief.passkey.publicKey };
    await mismatch(
      verify({ assertion: { ...assertion, id: planted.credentialId, rawId: planted.credentialId }, passkey: planted }),
    );
  });

  it('of another person is not, under either name', async () => {
    const other = await enrolPasskey(subject.vault, 'usr_b', PARTY);
    await mismatch(verify({ passkey: other.passkey }));
    await mismatch(verify({ userId: 'usr_b' }));
  });

  it.each([
    ['without user verification', { userVerified: false }],
    ['for another challenge', { challenge: 'AAAA' }],
    ['for another site', { rpId: 'evil.example' }],
    ['as a registration', { type: 'webauthn.create' }],
    ['under the name of another credential', { credentialId: 'AAAA' }],
  ])('%s is not', async (_what, overrides) => {
    await mismatch(verify({ assertion: subject.assertion(CANONICAL, overrides) }));
  });

  it('from another origin is not', async () => {
    await mismatch(verify({ assertion: subject.assertion(CANONICAL, {}, 'http://localhost:4001') }));
  });

  it.each([0, 6, 7])('whose counter says %i after 7 is not', async (counter) => {
    await mismatch(verify({ assertion: subject.assertion(CANONICAL, { counter }), passkey: { counter: 7 } }));
  });

  it('that never counts is believed', async () => {
    await expect(
      verify({ assertion: subject.assertion(CANONICAL, { counter: 0 }), passkey: { counter: 0 } }),
    ).resolves.toEqual({
      counter: 0,
    });
  });

  it.each([{}, { id: 5 }, { response: null }, { type: 'public-key', response: { clientDataJSON: '%%' } }])(
    'is not %o',
    async (assertion) => {
      await mismatch(verify({ assertion }));
      await mismatch(verify({ assertion: { id: subject.enrolled.passkey.credentialId, ...assertion } }));
    },
  );
});
