import { randomBytes } from 'node:crypto';
import { Keypair } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../local-network/local-network.js';
import { keysCommand } from '../../src/app/keys.js';
import { User } from '../../src/identity/records/user.entity.js';
import { givenMasterKey, Secrets } from '../../src/kernel/config.js';
import { newId } from '../../src/kernel/ids.js';
import { Account, NO_REPLACEMENT } from '../../src/money/accounts/records/account.entity.js';
import { proveAccounts } from '../../src/operator/backup/make/prove-accounts.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { AuditLog, SYSTEM } from '../../src/platform/audit/audit-log.js';
import { rawSql } from '../../src/platform/db/raw-sql.js';
import { StellarNetworks } from '../../src/stellar/networks/stellar-networks.js';
import { verifyReceipt } from '../../src/verify/receipts/verify-receipt.js';
import { lastingDatabase } from '../support/app/lasting-database.js';
import { createLiveApp, type LiveApp } from '../support/app/live-app.js';
import { Ledger, ownRoom, stolenKeys } from '../support/app/signer-case.js';
import { APPROVE, CREATE_ACCOUNT, eventually, TRANSACTION } from '../support/app/story.js';
import { dumpTables } from '../support/app/table-dump.js';
import { testConfig } from '../support/app/test-app.js';
import { approvalOf, type Registered, register } from '../support/people/registered.js';

const masterKey = new Uint8Array(randomBytes(32));
const secrets = () => new Secrets({ masterKey: givenMasterKey(masterKey.slice()) });
const timing = { holdMs: 20_000, pollMs: 20, waitMs: 15_000 };
let config = testConfig();
let app: LiveApp;
let ada: Registered;
let network: LocalNetwork;
let ledger: Ledger;
let account: Account;

const run = async (args: string, change: Partial<typeof config> = {}) => {
  let text = '';
  const print = (more: string): void => {
    text += more;
  };
  const given = { config: { ...config, ...change }, secrets: secrets() };
  const code = await keysCommand(args.split(' '), given, { print, timing });
  return { code, text };
};
const replace = (change: Partial<typeof config> = {}, id = account.id) => run(`replace-signer ${id}`, change);
const row = (id = account.id) => app.orm.em.fork().findOneOrFail(Account, { id });
const keys = (id = account.id) => stolenKeys(app.orm, id, masterKey);

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
const asks = async (): Promise<string> => {
  const input = { accountId: account.id, destination: 'Coffee Corner', asset: 'XLM', amount: '150' };
  return (await app.ask(ada.token, PAY, { input })).proposePayment.id;
};
const approves = async (id: string) => app.ask(ada.token, APPROVE, { input: await approvalOf(app.ask, ada, id) });
const ends = (id: string): Promise<string> =>
  eventually(async () => {
    const { transaction } = await app.ask(ada.token, TRANSACTION, { id });
    expect(transaction.status).toMatch(/CONFIRMED|FAILED|EXPIRED/);
    return transaction.status as string;
  });
/** A payment that asks: proposed, confirmed with the passkey, signed by the vault and taken by the ledger. */
const pays = async (): Promise<string> => {
  const id = await asks();
  await approves(id);
  return ends(id);
};
const acts = async (userId: string) =>
  (await app.orm.em.fork().find(AuditRecord, { userId, action: /signer/ }, { orderBy: { seq: 'asc' } })).map(
    ({ action }) => action,
  );
const today = () => new Date().toISOString().slice(0, 10);
const ACTS = ['account.signer_replacing', 'account.signer_added', 'account.signer_replaced'];

beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5 });
  ledger = new Ledger(network.url);
  const localNetworkPort = Number(new URL(network.url).port);
  const caps = { XLM: { perTransaction: '100', perDay: '1000000' } };
  const { policy } = testConfig();
  config = testConfig({ database: await lastingDatabase(), localNetworkPort, policy: { ...policy, caps } });
  app = await createLiveApp({ config, secrets: secrets(), network });
  ada = await register(app.ask, 'Ada');
}, 60_000);
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await network?.close();
});
const opensAccount = async () => {
  const { id } = (await app.ask(ada.token, CREATE_ACCOUNT, { name: `Account ${randomBytes(4).toString('hex')}` }))
    .createAccount;
  account = await row(id);
};

describe('npm run keys -- replace-signer, beside a running server', () => {
  beforeEach(opensAccount);

  it('leaves the old seed nothing to move, and the new one pays, after a restart too', async () => {
    expect(await pays()).toBe('CONFIRMED');
    const { now: old } = await keys();
    expect(old.publicKey()).toBe(account.address);
    const { code, text } = await replace();
    const { now } = await keys();
    expect({ code, text }).toEqual({ code: 0, text: expect.stringContaining(`${now.publicKey()} signs for`) });
    expect(text).toContain(JSON.stringify((await row()).sealed.ciphertext));

    expect(await ledger.signers(account.address)).toEqual({ [now.publicKey()]: 1 });
    expect(await ledger.moves(account.address, old)).toBe(false);
    expect(await pays()).toBe('CONFIRMED');
    await app[Symbol.asyncDispose]();
    app = await createLiveApp({ config, secrets: secrets(), network });
    expect(await pays()).toBe('CONFIRMED');
    expect(await ledger.moves(account.address, now)).toBe(true);
  }, 60_000);

  it('can be done again, and the key of between is worth nothing either', async () => {
    await replace();
    const { now: second } = await keys();
    expect((await replace()).code).toBe(0);
    const { now: third } = await keys();
    expect(await ledger.signers(account.address)).toEqual({ [third.publicKey()]: 1 });
    expect(await ledger.moves(account.address, second)).toBe(false);
    expect(await pays()).toBe('CONFIRMED');
  }, 60_000);

  it('is written down in the log of its owner and in that of the keys, and both hold', async () => {
    const before = [await acts(account.userId), await acts(SYSTEM)];
    await replace();
    expect([await acts(account.userId), await acts(SYSTEM)]).toEqual(before.map((list) => [...list, ...ACTS]));
    const log = new AuditLog(app.orm.em);
    expect(await log.verify(SYSTEM)).toMatchObject({ valid: true });
    expect((await app.ask(ada.token, '{ verifyAuditLog { valid } }')).verifyAuditLog).toEqual({ valid: true });
    expect((await run('status')).code).toBe(0);
  }, 60_000);
});

describe('an older copy of the database', () => {
  beforeEach(opensAccount);

  it('signs again with the line that the command printed', async () => {
    const before = await row();
    const { text } = await replace();
    const line = text.split('\n').find((one) => one.startsWith('{'))!;
    const { now } = await keys();
    const em = app.orm.em.fork();
    await em.nativeUpdate(Account, { id: account.id }, { sealed: before.sealed, otherSealed: null });
    const refused = await asks();
    await approves(refused);
    await eventually(async () => {
      const { transaction } = await app.ask(ada.token, TRANSACTION, { id: refused });
      const failure = { message: expect.stringContaining('The signature is not enough for this account') };
      expect(transaction).toMatchObject({ status: 'UNKNOWN', ledger: null, failure });
    });
    // It could still apply until something else has its number.
    expect(await ledger.moves(account.address, now)).toBe(true);
    expect(await ends(refused)).toBe('FAILED');
    await rawSql(em, 'update accounts set sealed = ? where id = ?', [line, account.id]);
    expect(await pays()).toBe('CONFIRMED');
  }, 60_000);
});

describe('a payment', () => {
  beforeEach(opensAccount);

  it('by the new key has a receipt that holds with the key of the vault, and not without', async () => {
    await replace();
    const { now } = await keys();
    const id = await asks();
    await approves(id);
    expect(await ends(id)).toBe('CONFIRMED');
    const { receipt } = await app.ask(ada.token, 'query ($id: ID!) { receipt(id: $id) }', { id });
    const { verdict } = await app.vault.publicKeys();
    const report = await verifyReceipt(JSON.stringify(receipt), { verdictKey: verdict });
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    const step = report.steps.find(({ name }) => name === 'envelope');
    expect(step!.message).toContain(`${now.publicKey()} signed transaction`);
    const { ok, steps } = await verifyReceipt(JSON.stringify(receipt));
    expect(ok).toBe(false);
    expect(steps.filter((one) => !one.ok).map(({ name }) => name)).toEqual(['envelope']);
  }, 60_000);
});

describe('the keys of a replaced signer', () => {
  beforeEach(opensAccount);

  it('move with a rotation, the former one too, and are proved in a backup', async () => {
    await replace();
    const before = await keys();
    expect((await run('rotate')).code).toBe(0);
    const count = await app.orm.em.fork().count(Account);
    expect((await run('status')).text).toContain(`ACTIVE    ${today()}  ${count} accounts\n`);
    const rotated = await row();
    expect(rotated.otherSealed!.keyVersion).toBe(rotated.sealed.keyVersion);
    expect((await run('rewrap --new-data-keys')).text).toContain('0 were changed by somebody else');
    const after = await keys();
    expect([after.now.publicKey(), after.other!.publicKey()]).toEqual([
      before.now.publicKey(),
      before.other!.publicKey(),
    ]);
    expect(await pays()).toBe('CONFIRMED');

    const em = app.orm.em.fork();
    const { sealed } = await row();
    const room = ownRoom(new StellarNetworks([]), masterKey);
    const prove = () => em.transactional((tx) => proveAccounts(tx, room));
    expect(await prove()).toBe(await em.count(Account));
    await em.nativeUpdate(
      Account,
      { id: account.id },
      { sealed: { ...sealed, signsFor: Keypair.random().publicKey() } },
    );
    await expect(prove()).rejects.toThrow(account.id);
    const address = Keypair.random().publicKey();
    await em.nativeUpdate(Account, { id: account.id }, { sealed, address });
    await expect(prove()).rejects.toThrow(account.id);
    await em.nativeUpdate(Account, { id: account.id }, { address: account.address });
    expect(await prove()).toBe(await em.count(Account));
  }, 60_000);
});

describe('nothing is begun', () => {
  beforeAll(opensAccount);
  const stranger = Keypair.random();
  const refused = async (sentence: RegExp, change: Partial<typeof config> = {}, id = account.id) => {
    const before = await dumpTables(app.orm);
    const signers = await ledger.signers(account.address);
    const { code, text } = await replace(change, id);
    expect({ code, text }).toEqual({ code: 1, text: expect.stringMatching(sentence) });
    expect(await dumpTables(app.orm)).toEqual(before);
    expect(await ledger.signers(account.address)).toEqual(signers);
  };

  it('for an account that is not here, and none is named', async () => {
    await refused(/No such account/, {}, 'acc_nobody');
    expect(await run('replace-signer')).toMatchObject({ code: 2, text: expect.stringContaining('Name the account') });
  });

  it('for a frozen account, and for an account of a frozen person', async () => {
    const em = app.orm.em.fork();
    await em.nativeUpdate(Account, { id: account.id }, { frozenAt: new Date() });
    await refused(/frozen/);
    await em.nativeUpdate(Account, { id: account.id }, { frozenAt: null });
    await em.nativeUpdate(User, { id: account.userId }, { frozenAt: new Date() });
    await refused(/frozen/);
    await em.nativeUpdate(User, { id: account.userId }, { frozenAt: null });
  });

  it('where somebody else can sign, who is named', async () => {
    const { now: old } = await keys();
    const signer = { ed25519PublicKey: stranger.publicKey(), weight: 2 };
    await ledger.send(account.address, old, { signer });
    await refused(new RegExp(`${stranger.publicKey()} \\(weight 2\\)`));
    await ledger.send(account.address, old, { signer: { ...signer, weight: 0 } });
    expect((await replace()).code).toBe(0);
  }, 60_000);

  it('where the network cannot be reached, or is not served', async () => {
    await refused(/network|Horizon/i, { localNetworkPort: 1 });
    await refused(/does not serve LOCAL/, { networks: ['TESTNET'] });
  });

  it('for an account that is not on the ledger, or cannot pay for a signer', async () => {
    const binding = { userId: account.userId, accountId: newId('acc'), network: 'LOCAL', holder: account.holder };
    const { address, sealed } = await app.vault.createKey(binding);
    const em = app.orm.em.fork();
    const rest = { name: 'Poor', network: 'LOCAL' as const, mac: null, createdAt: new Date(), ...NO_REPLACEMENT };
    const times = { frozenAt: null, frozenReason: null, archivedAt: null };
    const made = em.create(Account, {
      id: binding.accountId,
      userId: account.userId,
      holder: account.holder,
      address,
      sealed,
      ...rest,
      ...times,
    });
    await em.persist(made).flush();
    await refused(/not on the ledger/, {}, made.id);
    await ledger.give(account.address, (await keys()).now, address, '1.5');
    await refused(/0\.5 XLM/, {}, made.id);
    await ledger.give(account.address, (await keys()).now, address, '0.02');
    expect((await replace({}, made.id)).code).toBe(0);
  }, 60_000);

  it('for a row whose key is that of another address', async () => {
    const own = await app.vault.createKey({
      userId: account.userId,
      accountId: account.id,
      network: 'LOCAL',
      holder: account.holder,
    });
    const em = app.orm.em.fork();
    const { sealed } = await row();
    await em.nativeUpdate(Account, { id: account.id }, { sealed: own.sealed });
    await refused(/not on the ledger|changed by something else/);
    await em.nativeUpdate(Account, { id: account.id }, { sealed });
  });
});
