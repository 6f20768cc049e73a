import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asset, Claimant, Operation, Account as Source, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scope } from '../../src/kernel/actor.js';
import { DAY_MS, HOUR_MS } from '../../src/kernel/durations.js';
import { newId } from '../../src/kernel/ids.js';
import { passphraseOf } from '../../src/kernel/networks.js';
import { storedState } from '../../src/keyring/vault-state.entity.js';
import { envelopeFor, intentOf } from '../../src/rulebook/intent.js';
import { apiKeyRecord } from '../../src/rulebook/sealed-rows.js';
import { approve, COFFEE, ORIGIN, pay, sign } from '../support/app/money-case.js';
import { updatePolicy } from '../support/app/policy-case.js';
import { RememberingCase } from '../support/app/remembering-case.js';
import { enrolPasskey } from '../support/people/pinned-passkey.js';

// The attacker withholds the row of the vault and has its process ended; the ledger tells of nothing.
let subject: RememberingCase;
beforeEach(async () => {
  subject = await RememberingCase.open();
});
afterEach(() => subject.close());

const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code });
const claimable = (address: string): string => {
  const options = { fee: '100', networkPassphrase: passphraseOf('LOCAL'), timebounds: { minTime: 0, maxTime: 0 } };
  const operation = Operation.createClaimableBalance({
    asset: Asset.native(),
    amount: '90',
    claimants: [new Claimant(COFFEE)],
  });
  return intentOf(new TransactionBuilder(new Source(address, '0'), options).addOperation(operation).build().toXdr());
};

describe('after its restart, and without its row, the vault still knows', () => {
  it('what it has signed', async () => {
    expect(await subject.signedOf(20)).toBe(11);
    await subject.restart();
    expect(await subject.signedOf(20)).toBe(0);
    await subject.restart();
    expect(await subject.signedOf(5)).toBe(0);
  });

  it('but begins anew on another machine, with the row and the ledger alone', async () => {
    expect(await subject.signedOf(20)).toBe(11);
    await subject.restart(mkdtempSync(join(tmpdir(), 'tuxedo-memory-')));
    expect(await subject.signedOf(20)).toBe(11);
  });

  it('what is no payment, which the ledger’s history does not count', async () => {
    const intent = claimable(subject.account.address);
    expect(await subject.signedOf(20, { intent })).toBe(11);
    await subject.restart();
    expect(await subject.signedOf(5, { intent })).toBe(0);
    expect(await subject.signedOf(5)).toBe(0);
  });

  it('fees that it has raised', async () => {
    const request = await subject.forge();
    const { signature } = await subject.vault.sign(request);
    const inner = TransactionBuilder.fromXdr(request.envelope, passphraseOf('LOCAL'));
    inner.addSignature(subject.account.address, signature);
    const { binding, sealed, grounds } = request;
    const bump = { binding, sealed, inner: inner.toXdr(), fee: '20000', grounds };
    const { state } = await subject.vault.signFeeBump(bump);
    await subject.restart();
    await refused(subject.vault.signFeeBump({ ...bump, fee: '10000' }), 'PERMISSION_DENIED');
    // The very same one may have been lost before it was stored; it costs nothing more.
    expect((await subject.vault.signFeeBump(bump)).state.state.spends[0]).toEqual(state.state.spends[0]);
    const after = await subject.strike({ amount: 1n });
    expect(after.state.state.spends).toContainEqual(state.state.spends[0]);
  });

  it('what each key has used of its own limits', async () => {
    const [now, nextYear] = [new Date(), new Date(Date.now() + 365 * DAY_MS)];
    const key = {
      id: newId('api'),
      userId: subject.userId,
      name: 'Shop',
      prefix: 'tux_12345678',
      tokenHash: 'ab'.repeat(32),
      rules: { caps: [{ asset: 'XLM', network: 'LOCAL', perTransaction: '100', perDay: '200' }] },
      scopes: [Scope.PROPOSE],
      createdAt: now,
      expiresAt: nextYear,
      revokedAt: null,
    };
    const record = apiKeyRecord(key as never);
    const attack = async () => ({
      grounds: { apiKey: { record, mac: await subject.vault.seal(record) } },
      proposal: { apiKeyId: key.id },
    });
    expect(await subject.signedOf(5, await attack())).toBe(2);
    await subject.restart();
    expect(await subject.signedOf(5, await attack())).toBe(0);
    expect(await subject.signedOf(1)).toBe(1);
  });

  it('that a policy is the newest: not the one before, and not the operator’s defaults', async () => {
    const { app, grace } = subject;
    await updatePolicy(app, grace, { askAboveUsd: '900' });
    const whose = { userId: subject.userId, accountId: null };
    const old = await app.policy.sealedRows(app.orm.em.fork(), whose);
    await updatePolicy(app, grace, { assetCaps: [{ asset: 'XLM', perTransaction: '4' }] });
    await subject.restart();
    await refused(subject.strike({ amount: 50_000_000n }), 'PERMISSION_DENIED');
    await refused(subject.strike({ amount: 50_000_000n, grounds: { policies: old } }), 'PERMISSION_DENIED');
  });

  it('that the person has a passkey: a second one waits, and nothing is made milder without', async () => {
    await subject.restart();
    const thief = await enrolPasskey(subject.vault, subject.userId, { rpId: 'localhost', origin: ORIGIN });
    expect(Date.parse(thief.passkey.notBefore!)).toBeGreaterThan(Date.now() + 23 * HOUR_MS);
    const record = {
      kind: 'policy' as const,
      id: newId('pol'),
      userId: subject.userId,
      accountId: null,
      version: 2,
      createdAt: new Date().toISOString(),
      rules: { caps: [], askAboveUsd: '1000000' },
      tightened: false,
      loosened: true,
    };
    const asked = { record, holding: { own: null, account: null }, consent: null, state: null };
    await refused(subject.vault.sealPolicy(asked), 'CONSENT_REQUIRED');
  });

  it('which confirmations were used', async () => {
    const { app, grace } = subject;
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    await sign(app, grace, id);
    const used = app.signed.at(-1)!;
    await subject.restart();
    const envelope = envelopeFor(used.envelope, 99n << 40n, new Date(Date.now() + 60_000));
    const grounds = { ...used.grounds, state: null };
    await refused(subject.vault.sign({ ...used, envelope, grounds }), 'CONFLICT');
    const record = { ...used.grounds.proposal.record, kind: 'proposal' as const, id: newId('txn') };
    const proposal = { record, mac: await subject.vault.seal(record) };
    await refused(subject.vault.sign({ ...used, envelope, grounds: { ...grounds, proposal } }), 'CONFLICT');
  });
});

describe('a memory that was damaged is no empty one', () => {
  it.each<[string, (path: string) => void]>([
    ['emptied', (path) => writeFileSync(path, '')],
    ['cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, -10))],
    ['no memory at all', (path) => writeFileSync(path, '{}')],
    ['with a spend less', (path) => writeFileSync(path, withoutSpends(path))],
    [
      'a folder',
      (path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
  ])('%s: nothing is signed for this person, and the sentence says what to do', async (_what, damage) => {
    await subject.strike();
    damage(subject.file());
    await expect(subject.restart()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(subject.strike()).rejects.toThrow(/damaged.*docs\/operate\.md/);
    expect(subject.app.gateway.submitted).toEqual([]);
    const other = await subject.app.person('Someone else');
    expect((await pay(subject.app, other, { asset: 'XLM', amount: '5', destination: 'Coffee Corner' })).status).toBe(
      'APPROVED',
    );
  });

  it('or another person’s', async () => {
    await subject.strike();
    const other = await subject.app.person('Someone else');
    const { id } = await pay(subject.app, other, { asset: 'XLM', amount: '5', destination: 'Coffee Corner' });
    await sign(subject.app, other, id);
    copyFileSync(subject.file(other.actor.userId), subject.file());
    await expect(subject.restart()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await refused(subject.strike(), 'PERMISSION_DENIED');
  });

  it('and one that cannot be written lets nothing out: no signature, no policy, no passkey', async () => {
    await subject.strike();
    mkdirSync(`${subject.file()}.draft`);
    const before = readFileSync(subject.file(), 'utf8');
    await refused(subject.strike(), 'INTERNAL');
    await refused(updatePolicy(subject.app, subject.grace, { askAboveUsd: '900' }), 'INTERNAL');
    await refused(enrolPasskey(subject.vault, subject.userId, { rpId: 'localhost', origin: ORIGIN }), 'INTERNAL');
    expect(readFileSync(subject.file(), 'utf8')).toBe(before);
    rmSync(`${subject.file()}.draft`, { recursive: true });
    expect(await subject.signedOf(20)).toBe(10);
    expect(readdirSync(subject.folder).filter((name) => name.includes('draft'))).toEqual([]);
  });
});

const withoutSpends = (path: string): string => {
  const { state, mac } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify({ state: { ...state, spends: [] }, mac });
};

describe('a policy that was sealed, and that the database then lost,', () => {
  const lose = async () => {
    const { orm, vault } = subject.app;
    const record = {
      kind: 'policy' as const,
      id: newId('pol'),
      userId: subject.userId,
      accountId: null,
      version: 2,
      createdAt: new Date().toISOString(),
      rules: { askAboveUsd: '900' },
      tightened: true,
      loosened: false,
    };
    const state = await storedState(orm.em.fork(), subject.userId);
    return vault.sealPolicy({ record, holding: { own: null, account: null }, consent: null, state });
  };

  it('stops nobody, and its number is given to no other', async () => {
    await lose();
    await subject.strike();
    await subject.restart();
    await subject.strike();
    await updatePolicy(subject.app, subject.grace, { assetCaps: [{ asset: 'XLM', perTransaction: '4' }] });
    const { own } = await subject.app.policy.sealedRows(subject.app.orm.em.fork(), {
      userId: subject.userId,
      accountId: null,
    });
    expect(own?.record.version).toBe(3);
    const policies = { own, account: null };
    await refused(subject.strike({ amount: 50_000_000n, grounds: { policies } }), 'CONSENT_REQUIRED');
    await subject.strike({ amount: 10_000_000n, grounds: { policies } });
  });

  it('holds once the vault is shown it: with its row, or with the state of the database', async () => {
    const { record, mac } = await lose();
    const policies = { own: { record, mac }, account: null };
    await subject.strike({ amount: 10_000_000n, grounds: { policies } });
    await subject.restart();
    await refused(subject.strike(), 'PERMISSION_DENIED');
    await subject.strike({ amount: 10_000_000n, grounds: { policies } });
  });

  it('is the newest from its commit on, and after a restart', async () => {
    const { state } = await lose();
    await subject.strike();
    await subject.vault.learn({ userId: subject.userId, state });
    await refused(subject.strike(), 'PERMISSION_DENIED');
    await subject.restart();
    await refused(subject.strike(), 'PERMISSION_DENIED');
  });
});
