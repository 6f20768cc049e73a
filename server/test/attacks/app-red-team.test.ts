import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/kernel/durations.js';
import { newId } from '../../src/kernel/ids.js';
import { passphraseOf } from '../../src/kernel/networks.js';
import { storedState, VaultState } from '../../src/keyring/vault-state.entity.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { consentDigest } from '../../src/rulebook/consent-text.js';
import { envelopeFor } from '../../src/rulebook/intent.js';
import { accountRecord, proposalRecord } from '../../src/rulebook/sealed-rows.js';
import type { Grounds, SealedRow, Vault } from '../../src/vault/contract/vault.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import {
  approvalOf,
  approve,
  COFFEE,
  type MoneyApp,
  newSecrets,
  ORIGIN,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  sign,
  USDC,
} from '../support/app/money-case.js';
import { updatePolicy } from '../support/app/policy-case.js';
import { type Attack, forgePayment } from '../support/people/forged-payment.js';
import { enrolPasskey } from '../support/people/pinned-passkey.js';

// The attacker holds the server's process: every method of the vault, every table, and every row that ever was.
let app: MoneyApp;
let secrets: ReturnType<typeof newSecrets>;
let database: Awaited<ReturnType<typeof lastingDatabase>>;
let grace: PasskeyPerson;
let account: Account;
let sequence: bigint;
beforeAll(async () => {
  secrets = newSecrets();
  database = await lastingDatabase();
  app = await openMoney({ config: { database }, secrets });
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await passkeyPerson(app);
  account = await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
  sequence = 1n << 40n;
  await catchUp(app.vault);
});

const XLM_A_DAY = 1000;
const row = (): SealedRow => ({ record: accountRecord(account), mac: account.mac });
const state = () => storedState(app.orm.em.fork(), grace.actor.userId);
const catchUp = async (vault: Vault, accounts = [row()], own: Grounds['state'] | undefined = undefined) =>
  vault.catchUp({ userId: grace.actor.userId, accounts, state: own === undefined ? await state() : own });

const forge = (attack: Attack = {}, vault = app.vault) => {
  sequence += 1n;
  return forgePayment(vault, account, { sequence, ...attack });
};
const strike = async (attack: Attack = {}, vault = app.vault) => vault.sign(await forge(attack, vault));
/** How many of so many attempts are signed. */
const signedOf = async (times: number, attack: () => Promise<unknown>): Promise<number> => {
  const attempts = await Promise.allSettled(Array.from({ length: times }, attack));
  return attempts.filter(({ status }) => status === 'fulfilled').length;
};
const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });

describe('an attacker who holds the server gets no signature beyond a cap', () => {
  it('however many they ask for at once', async () => {
    const signed = await signedOf(40, () => strike());
    expect(signed * 90).toBeLessThanOrEqual(XLM_A_DAY);
    expect(signed).toBe(11);
  });

  it('with the row of the vault deleted, or taken from minutes ago, before each attempt', async () => {
    const old = (await strike()).state;
    let signed = 1;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await app.orm.em.fork().nativeDelete(VaultState, { userId: grace.actor.userId });
      signed += await signedOf(1, () => strike({ grounds: { state: attempt % 2 === 0 ? null : old } }));
    }
    expect(signed).toBe(11);
  });

  it('with a row of their own making, or another person’s', async () => {
    const { state: real } = await strike();
    const emptied = { ...real, state: { ...real.state, spends: [] } };
    await refused(strike({ grounds: { state: emptied } }), 'PERMISSION_DENIED');
    const others = { ...real, state: { ...real.state, userId: 'usr_x' } };
    await refused(strike({ grounds: { state: others } }), 'PERMISSION_DENIED');
    await refused(app.vault.seal({ kind: 'state', ...real.state } as never), 'PERMISSION_DENIED');
  });

  it('by a restart of the vault with the row deleted: the ledger’s own history counts', async () => {
    paidToday(10);
    const again = await restarted();
    await refused(strike({}, again.vault), 'CONFLICT');
    await catchUp(again.vault, [row()], null);
    expect(await signedOf(5, () => strike({}, again.vault))).toBe(1);
    await again[Symbol.asyncDispose]();
  });

  it('by having another account’s history read in place of this one’s', async () => {
    const again = await restarted();
    const elsewhere = { ...accountRecord(account), network: 'TESTNET' as const };
    await refused(catchUp(again.vault, [{ record: elsewhere, mac: account.mac }], null), 'PERMISSION_DENIED');
    const mallory = await app.person('Mallory');
    const theirs = await app.orm.em.fork().findOneOrFail(Account, { id: mallory.accountId });
    await refused(
      catchUp(again.vault, [{ record: accountRecord(theirs), mac: theirs.mac }], null),
      'PERMISSION_DENIED',
    );
    await refused(strike({}, again.vault), 'CONFLICT');
    await again[Symbol.asyncDispose]();
  });

  it('by having its history read together with one that cannot be read', async () => {
    paidToday(11);
    const again = await restarted();
    const nowhere = { ...accountRecord(account), network: 'NOWHERE' as never };
    const broken = { record: nowhere, mac: await again.vault.seal(nowhere) };
    await expect(catchUp(again.vault, [row(), broken], null)).rejects.toThrow();
    await refused(strike({}, again.vault), 'CONFLICT');
    await catchUp(again.vault, [row()], null);
    expect(await signedOf(3, () => strike({}, again.vault))).toBe(0);
    await again[Symbol.asyncDispose]();
  });

  it('by having its history read in the name of somebody else', async () => {
    paidToday(11);
    const again = await restarted();
    const record = { ...accountRecord(account), userId: 'usr_mallory' };
    const accounts = [{ record, mac: await again.vault.seal(record) }];
    await again.vault.catchUp({ userId: 'usr_mallory', accounts, state: null });
    await refused(strike({}, again.vault), 'CONFLICT');
    await catchUp(again.vault, [row()], null);
    expect(await signedOf(3, () => strike({}, again.vault))).toBe(0);
    await again[Symbol.asyncDispose]();
  });

  it('by signing one proposal again over another number', async () => {
    const id = newId('txn');
    await strike({ id, sequence: 7n });
    await strike({ id, sequence: 7n });
    await refused(strike({ id, sequence: 8n }), 'CONFLICT');
    const usage = await signedOf(20, () => strike());
    expect(usage).toBe(10);
  });

  it('by signing a little over the number of what was a lot, so that the lot is forgotten', async () => {
    let signed = 0;
    for (let attempt = 0; attempt < 15; attempt += 1) {
      const again = { id: newId('txn'), sequence: sequence + BigInt(attempt) };
      signed += await signedOf(1, () => strike(again));
      await signedOf(1, () => strike({ ...again, amount: 1n }));
    }
    expect(signed).toBe(11);
  });

  it('for strangers in the name of the agent, a little at a time, with its row withheld', async () => {
    const provenance = { destinations: [{ address: COFFEE, origin: 'USER', typed: true }], amount: 'USER' };
    const dust = { asset: USDC, amount: 3n * 10_000_000n, proposal: { proposedBy: 'AGENT', provenance } };
    expect(await signedOf(20, () => strike(dust))).toBe(3);
    await refused(strike({ ...dust, grounds: { state: null } }), 'CONSENT_REQUIRED');
  });

  it('by raising the fee of what was signed, again and again', async () => {
    const request = await forge();
    const { signature, state: own } = await app.vault.sign(request);
    const grounds = { ...request.grounds, state: own };
    const inner = TransactionBuilder.fromXdr(request.envelope, passphraseOf('LOCAL'));
    inner.addSignature(account.address, signature);
    const bump = { binding: request.binding, sealed: account.sealed, inner: inner.toXdr(), fee: '20000', grounds };
    const changed = { ...grounds, proposal: { ...grounds.proposal, mac: null } };
    await refused(app.vault.signFeeBump({ ...bump, grounds: changed }), 'PERMISSION_DENIED');
    const fees = ['20000', '40000', '60000', '80000', '100000'];
    for (const fee of fees) await app.vault.signFeeBump({ ...bump, fee });
    for (const fee of ['20000', '99998', '120000'])
      await refused(app.vault.signFeeBump({ ...bump, fee }), 'PERMISSION_DENIED');
    const { state: last } = await app.vault.signFeeBump({ ...bump, fee: '100000' });
    const spend = last.state.spends.find(({ hashes }) => hashes.includes(hashOf(inner)))!;
    expect(spend.hashes).toHaveLength(6);
    expect(spend.outflows.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(90n * 10_000_000n + 100_000n);
  });

  it('that offers the network more than the policy lets it: in the payment, or in a higher fee for it', async () => {
    await refused(strike({ amount: 1n, feeMax: 1_000_001n }), 'SPENDING_LIMIT_EXCEEDED');
    const request = await forge({ amount: 1n, feeMax: 1_000_000n });
    await app.vault.sign(request);
    const cheap = await forge({ amount: 1n });
    const { signature } = await app.vault.sign(cheap);
    const inner = TransactionBuilder.fromXdr(cheap.envelope, passphraseOf('LOCAL'));
    inner.addSignature(account.address, signature);
    const { binding, sealed, grounds } = cheap;
    const bump = { binding, sealed, inner: inner.toXdr(), grounds };
    await refused(app.vault.signFeeBump({ ...bump, fee: '1000002' }), 'SPENDING_LIMIT_EXCEEDED');
    await app.vault.signFeeBump({ ...bump, fee: '1000000' });
  });

  it('for a payment of exactly the limit as much as for one below it, and for no stroop more', async () => {
    await strike({ amount: 100n * 10_000_000n });
    await refused(strike({ amount: 100n * 10_000_000n + 1n }), 'CONSENT_REQUIRED');
  });

  it('by a higher fee for which the day has no room', async () => {
    const request = await forge({ amount: 100n * 10_000_000n - 100n });
    const { signature } = await app.vault.sign(request);
    expect(await signedOf(9, () => strike({ amount: 100n * 10_000_000n - 100n }))).toBe(9);
    const inner = TransactionBuilder.fromXdr(request.envelope, passphraseOf('LOCAL'));
    inner.addSignature(account.address, signature);
    const { binding, sealed, grounds } = request;
    const bump = { binding, sealed, inner: inner.toXdr(), fee: '20000', grounds };
    await refused(app.vault.signFeeBump(bump), 'SPENDING_LIMIT_EXCEEDED');
  });
});

const hashOf = (envelope: { hash(): Uint8Array }): string => Buffer.from(envelope.hash()).toString('hex');

/** So often the ledger tells of 90 XLM that this account has paid. */
const paidToday = (times: number): void => {
  const paid = Array.from({ length: times }, (_, n) => ({
    id: `${n}`,
    kind: 'SENT' as const,
    asset: 'XLM',
    amount: 90n * 10_000_000n,
    counterparty: COFFEE,
    memo: null,
    transactionHash: `${n}`.padStart(64, '0'),
    ledger: 5,
    at: new Date(),
    successful: true,
  }));
  app.gateway.activities.set(account.address, paid);
};

const restarted = () => openMoney({ config: { database }, secrets, gateway: app.gateway });

it('what is proved never to apply has its room in the caps back, whatever row the vault is shown', async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 15 }, () => strike()));
  const states = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value.state] : []));
  expect(states).toHaveLength(11);
  const full = states.toSorted((a, b) => b.state.number - a.state.number)[0]!;
  app.gateway.closedAt = new Date(Date.now() + 120_000);
  await catchUp(app.vault, [row()], full);
  expect(await signedOf(15, () => strike({ grounds: { state: full } }))).toBe(11);
  app.gateway.closedAt = new Date();
});

it('what a ledger elsewhere has closed over frees no room, and what applies in spite of a proof takes it again', async () => {
  const attempts = await Promise.all(Array.from({ length: 11 }, () => forge()));
  for (const attempt of attempts) await app.vault.sign(attempt);
  app.gateway.closedAt = new Date(Date.now() + 120_000);
  const { numberAt } = app.gateway;
  app.gateway.numberAt = async () => ({ sequence: 1n, asOf: { ledger: 1, closedAt: new Date() } });
  await catchUp(app.vault);
  expect(await signedOf(1, () => strike())).toBe(0);
  app.gateway.numberAt = numberAt;
  await catchUp(app.vault);
  app.gateway.include(attempts[0]!.envelope);
  app.gateway.closedAt = new Date();
  await catchUp(app.vault);
  expect(await signedOf(15, () => strike())).toBe(10);
});

it('a second signature over the same number takes room as long as the longer of the two may apply', async () => {
  const first = await forge();
  await app.vault.sign(first);
  const { intent } = first.grounds.proposal.record as unknown as { intent: string };
  const short = envelopeFor(intent, sequence, new Date(Date.now() + 5_000));
  const { state: after } = await app.vault.sign({ ...first, envelope: short });
  expect(after.state.spends).toHaveLength(1);
  expect(Date.parse(after.state.spends[0]!.validUntil)).toBeGreaterThan(Date.now() + 30_000);
});

describe('an attacker who holds the server gets no signature without the person’s word where that is due', () => {
  it.each<[string, Attack]>([
    ['above the cap of one payment', { amount: 101n * 10_000_000n }],
    ['above it in dollars', { asset: USDC, amount: 501n * 10_000_000n }],
    ['of an asset without a price', { grounds: { prices: [] } }],
    ['of an asset without a cap', { asset: `EURC:${USDC.split(':')[1]}` }],
  ])('for a payment %s', async (_what, attack) => {
    await refused(strike(attack), 'CONSENT_REQUIRED');
  });

  it('with a consent for something else, or one that was used', async () => {
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    await sign(app, grace, id);
    const used = app.signed.at(-1)!;
    const other = await forge({ asset: USDC, amount: 1200n * 10_000_000n });
    await refused(app.vault.sign({ ...other, authority: used.authority }), 'CONSENT_MISMATCH');
    const later = envelopeFor(used.envelope, sequence + 5n, new Date(Date.now() + 60_000));
    await refused(app.vault.sign({ ...used, envelope: later }), 'CONFLICT');
    const record = { ...used.grounds.proposal.record, kind: 'proposal' as const, id: newId('txn') };
    const proposal = { record, mac: await app.vault.seal(record) };
    const another = { ...used, envelope: later, grounds: { ...used.grounds, proposal } };
    await refused(app.vault.sign(another), 'CONFLICT');
  });

  it('with a passkey of their own, pinned beside the person’s: it agrees to nothing for a day', async () => {
    const { userId } = grace.actor;
    const thief = await enrolPasskey(app.vault, userId, { rpId: 'localhost', origin: ORIGIN });
    expect(Date.parse(thief.passkey.notBefore!)).toBeGreaterThan(Date.now() + 23 * HOUR_MS);
    const { id } = await pay(app, grace);
    const { canonical } = await approvalOf(app, id);
    const challenge = consentDigest(canonical).toString('base64url');
    const assertion = thief.authenticator.assert({ rpId: 'localhost', challenge }, ORIGIN);
    const request = await forge({ asset: USDC, amount: 1200n * 10_000_000n });
    const { intent, mac, ...rest } = await rowOf(app, id);
    const proposal = { record: proposalRecord({ intent, ...rest } as never), mac };
    const envelope = envelopeFor(intent, sequence, new Date(Date.now() + 60_000));
    const withPasskey = (passkey: typeof thief.passkey) =>
      app.vault.sign({
        ...request,
        envelope,
        authority: { kind: 'CONSENT', canonical, assertion, passkey },
        grounds: { ...request.grounds, proposal },
      });
    await refused(withPasskey(thief.passkey), 'CONSENT_REQUIRED');
    await refused(withPasskey({ ...thief.passkey, notBefore: null }), 'CONSENT_MISMATCH');
    await refused(withPasskey({ ...thief.passkey, notBefore: new Date(0).toISOString() }), 'CONSENT_MISMATCH');
  });

  it('by making the policy milder', async () => {
    const { userId } = grace.actor;
    const record = {
      kind: 'policy' as const,
      id: newId('pol'),
      userId,
      accountId: null,
      version: 2,
      createdAt: new Date().toISOString(),
      rules: { caps: [], askAboveUsd: '1000000' },
      tightened: false,
      loosened: true,
    };
    await refused(app.vault.seal(record as never), 'PERMISSION_DENIED');
    const asked = { record, holding: { own: null, account: null }, consent: null, state: null };
    await refused(app.vault.sealPolicy(asked), 'CONSENT_REQUIRED');
    // A vault that was started again and is not shown its row takes the person for one without a passkey.
    const again = await restarted();
    await catchUp(again.vault, [row()], null);
    const sealed = await again.vault.sealPolicy(asked);
    expect(sealed.record.kind).toBe('demo-policy');
    const own = { record: sealed.record, mac: sealed.mac };
    const holding = { own, account: null };
    const attack = (policies: Grounds['policies']) => strike({ grounds: { policies } }, again.vault);
    await refused(attack(holding), 'PERMISSION_DENIED');
    await refused(attack({ own: { ...own, record }, account: null }), 'PERMISSION_DENIED');
    // Built upon what nobody's passkey stands behind, even a stricter one stays without a passkey's word.
    const next = { ...record, version: 3, rules: { askAboveUsd: '1000000', caps: [] } };
    const { record: stricter, mac } = await again.vault.sealPolicy({ ...asked, record: next, holding });
    expect(stricter.kind).toBe('demo-policy');
    const ofAccount = { ...record, version: 4, accountId: account.id, rules: {} };
    const built = { own: { record: stricter, mac }, account: null };
    const laundered = await again.vault.sealPolicy({ ...asked, record: ofAccount, holding: built });
    expect(laundered.record.kind).toBe('demo-policy');
    await again[Symbol.asyncDispose]();
  });

  it('by taking away what one account alone had stricter', async () => {
    await updatePolicy(app, grace, { accountId: account.id, assetCaps: [{ asset: 'XLM', perTransaction: '4' }] });
    const whose = { userId: grace.actor.userId, accountId: account.id };
    const holding = await app.policy.sealedRows(app.orm.em.fork(), whose);
    await refused(strike({ amount: 50_000_000n, grounds: { policies: holding } }), 'CONSENT_REQUIRED');
    const record = { ...holding.account!.record, version: 3, rules: {} };
    const change = { record, holding, consent: null, state: null };
    await refused(app.vault.sealPolicy(change), 'CONSENT_REQUIRED');
    const again = await restarted();
    await catchUp(again.vault, [row()], null);
    const { record: sealed, mac } = await again.vault.sealPolicy(change);
    const policies = { own: null, account: { record: sealed, mac } };
    await refused(strike({ amount: 50_000_000n, grounds: { policies } }, again.vault), 'PERMISSION_DENIED');
    await again[Symbol.asyncDispose]();
  });

  it('by putting the policy of an account in the place of the person’s own, or another account’s', async () => {
    await updatePolicy(app, grace, { assetCaps: [{ asset: 'XLM', perTransaction: '4' }] });
    await updatePolicy(app, grace, { accountId: account.id, askAboveUsd: '900' });
    const whose = { userId: grace.actor.userId, accountId: account.id };
    const { own, account: ofAccount } = await app.policy.sealedRows(app.orm.em.fork(), whose);
    const attack = (policies: Grounds['policies']) => strike({ amount: 50_000_000n, grounds: { policies } });
    await refused(attack({ own, account: ofAccount }), 'CONSENT_REQUIRED');
    await refused(attack({ own: ofAccount, account: ofAccount }), 'PERMISSION_DENIED');
    await refused(attack({ own, account: own }), 'PERMISSION_DENIED');
  });

  it('by leaving out, or putting back, what the person had made stricter', async () => {
    await updatePolicy(app, grace, { assetCaps: [{ asset: 'XLM', perTransaction: '4' }] });
    const now = await app.policy.sealedRows(app.orm.em.fork(), { userId: grace.actor.userId, accountId: null });
    await refused(strike({ amount: 50_000_000n, grounds: { policies: now } }), 'CONSENT_REQUIRED');
    await refused(strike({ amount: 50_000_000n }), 'PERMISSION_DENIED');
    const [vault, own] = [app.vault, now.own!];
    const old = { ...own, record: { ...own.record, version: 1 } };
    await refused(strike({ grounds: { policies: { own: old, account: null } } }), 'PERMISSION_DENIED');
    const rolledBack = { record: { ...own.record, rules: {} }, holding: { own: null, account: null } };
    await refused(vault.sealPolicy({ ...rolledBack, consent: null, state: null }), 'PERMISSION_DENIED');
  });

  it('by a proposal that was changed after it was sealed, or is another person’s', async () => {
    const request = await forge();
    const { proposal } = request.grounds;
    const changed = { ...proposal, record: { ...proposal.record, proposedBy: 'AGENT' } };
    await refused(
      app.vault.sign({ ...request, grounds: { ...request.grounds, proposal: changed } }),
      'PERMISSION_DENIED',
    );
    const other = await forge({ amount: 80n * 10_000_000n });
    const swapped = { ...request, grounds: { ...request.grounds, proposal: other.grounds.proposal } };
    await refused(app.vault.sign(swapped), 'PERMISSION_DENIED');
  });
});
