import { MuxedAccount, Operation, Account as Source } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createKey,
  type KeyApp,
  type KeyInput,
  keyOwner,
  type MadeKey,
  type Owner,
  openKeyApp,
  payWith,
  revokeKey,
} from '../../../test/support/app/key-case.js';
import { ACME, actsOf, COFFEE, rowOf } from '../../../test/support/app/money-case.js';
import { envelopeWith, OTHER, SAMPLES } from '../../../test/support/app/operation-samples.js';
import { APPROVE, eventually, TRANSACTION } from '../../../test/support/app/story.js';
import { approvalOf } from '../../../test/support/people/registered.js';
import { personActor } from '../../kernel/actor.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Approval } from '../approvals/approval.entity.js';
import type { KeyRegister } from '../policy/key-register.js';
import { Reservation } from '../policy/policy.entity.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { ApiKey } from './api-key.entity.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const SIGN = 'mutation ($id: ID!) { signTransaction(id: $id) { id status } }';
const RAW = `mutation ($input: RawTransactionInput!) { proposeTransaction(input: $input) {
  id status verdict { decision rules { rule matched } } } }`;
const JUDGE =
  'query ($input: EvaluatePolicyInput!) { evaluatePolicy(input: $input) { decision rules { rule matched } } }';
const TEN = [{ asset: 'XLM', perTransaction: '10', perDay: '25' }];

type Judged = { verdict: { rules: { rule: string; matched: boolean }[] } };
const matched = ({ verdict }: Judged): string[] => verdict.rules.filter((rule) => rule.matched).map(({ rule }) => rule);

let app: KeyApp;
let grace: Owner;
beforeAll(async () => {
  app = await openKeyApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await keyOwner(app);
  app.signed.length = 0;
});

const keyWith = (change: KeyInput = {}): Promise<MadeKey> => createKey(app, grace, change);
const pay = (token: string, change: object = {}) => payWith(app, token, grace.accountId, change);
const sign = (id: string) => app.ask(grace.token, SIGN, { id });
const holdsOf = (transactionId: string) => app.orm.em.fork().find(Reservation, { transactionId });
/** Written by a script, past the server. */
const edit = (entity: typeof ApiKey | typeof Transaction, id: string, values: object) =>
  app.orm.em.fork().nativeUpdate(entity as never, { id } as never, values as never);

const expectUnsigned = async (id: string): Promise<void> => {
  expect(app.signed).toEqual([]);
  expect(await rowOf(app, id)).toMatchObject({ envelope: null, hash: null });
  expect(await holdsOf(id)).toEqual([]);
  expect(await actsOf(app, id)).not.toContain('transaction.signed');
};

/** One customer of the account that keys pay here. */
const CUSTOMER = new MuxedAccount(new Source(COFFEE, '0'), '7').accountId();

describe('the limits of a key', () => {
  it('let it pay within them, and the transaction remembers the key', async () => {
    const key = await keyWith({ caps: TEN });
    const paid = await pay(key.secret);
    expect(paid).toMatchObject({ status: 'APPROVED', apiKeyId: key.id, proposedBy: 'API_KEY' });
    await sign(paid.id);
    const [hold] = await holdsOf(paid.id);
    expect(hold).toMatchObject({ apiKeyId: key.id, state: 'RESERVED', asset: 'XLM' });
    const signed = await app.orm.em
      .fork()
      .findOneOrFail(AuditRecord, { resource: paid.id, action: 'transaction.signed' });
    expect(signed).toMatchObject({ actor: 'API_KEY', details: { apiKeyId: key.id } });
  });

  it.each<[string, KeyInput, object, string]>([
    ['more than one transaction may cost', { caps: TEN }, { amount: '10.5' }, 'api-key-per-transaction-cap'],
    ['more than a day may cost', { caps: [{ asset: 'XLM', perDay: '4' }] }, {}, 'api-key-per-day-cap'],
    ['an asset without a limit', { caps: TEN }, { asset: 'USDC', amount: '1' }, 'api-key-asset'],
    [
      'another customer of the account on its list',
      { allowList: [COFFEE] },
      { destination: CUSTOMER },
      'api-key-destination',
    ],
    ['the account of the customer on its list', { allowList: [CUSTOMER] }, {}, 'api-key-destination'],
    ['a destination off its list', { allowList: [ACME] }, {}, 'api-key-destination'],
    ['what its person may not', { caps: [{ asset: 'XLM', perDay: '90000' }] }, { amount: '5000' }, 'per-day-cap'],
  ])('refuse %s, and nothing of it is signed', async (_what, limits, change, rule) => {
    const { secret } = await keyWith(limits);
    const denied = await pay(secret, change);
    expect(denied.status).toBe('DENIED');
    expect(matched(denied)).toContain(rule);
    await expect(sign(denied.id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    await expectUnsigned(denied.id);
    expect((await pay(grace.token, { amount: '5' })).status).toBe('APPROVED');
  });

  it('ask its person above them where they say so', async () => {
    const { secret } = await keyWith({ caps: [{ asset: 'XLM', perTransaction: '1', overPerTransaction: 'ASK' }] });
    expect((await pay(secret)).status).toBe('AWAITING_APPROVAL');
  });

  it('never make anything milder than the policy of its person', async () => {
    const { secret } = await keyWith({ caps: [{ asset: 'XLM', perTransaction: '90000', perDay: '90000' }] });
    expect((await pay(secret, { amount: '150' })).status).toBe('AWAITING_APPROVAL');
    const tighten = 'mutation ($input: UpdatePolicyInput!) { updatePolicy(input: $input) { version } }';
    const cap = { asset: 'XLM', perTransaction: '2', overPerTransaction: 'REFUSE' };
    await app.ask(grace.token, tighten, { input: { accountId: grace.accountId, assetCaps: [cap] } });
    expect((await pay(secret)).status).toBe('DENIED');
  });

  it('are told by a dry run', async () => {
    const { secret } = await keyWith({ caps: TEN });
    const payment = { accountId: grace.accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '20' };
    const { evaluatePolicy } = await app.ask(secret, JUDGE, { input: { payment } });
    expect(matched({ verdict: evaluatePolicy })).toEqual(['api-key-per-transaction-cap']);
  });

  it.each([
    ['a change of signers', () => Operation.setOptions({ masterWeight: 0 }), 'control-change'],
    ['a merge', () => Operation.accountMerge({ destination: OTHER }), 'control-change'],
    ['a clawback', () => SAMPLES.clawback, 'control-change'],
    ['an unknown contract', () => SAMPLES.invokeHostFunction, 'unsized'],
  ])('refuse %s, whatever they are', async (_what, operation, rule) => {
    const { secret } = await keyWith();
    const input = { accountId: grace.accountId, xdr: envelopeWith([operation()], { source: grace.address }) };
    const { proposeTransaction } = await app.ask(secret, RAW, { input });
    expect(proposeTransaction.status).toBe('DENIED');
    expect(matched(proposeTransaction)).toContain(rule);
    await expectUnsigned(proposeTransaction.id);
    expect(app.signed).toEqual([]);
  });
});

describe('the day of a key', () => {
  it('holds where two are sent at once: one is signed, and it is what is reserved', async () => {
    const key = await keyWith({ caps: [{ asset: 'XLM', perDay: '8' }] });
    const second = (await app.ask(grace.token, 'mutation { createAccount(input: { name: "Second" }) { id } }'))
      .createAccount;
    const [one, two] = await Promise.all([pay(key.secret), payWith(app, key.secret, second.id)]);
    expect([one.status, two.status]).toEqual(['APPROVED', 'APPROVED']);
    const signed = await Promise.allSettled([sign(one.id), sign(two.id)]);
    expect(signed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(app.signed).toHaveLength(1);
    const holds = await app.orm.em.fork().find(Reservation, { apiKeyId: key.id });
    expect(holds.map(({ asset, state }) => [asset, state])).toEqual([['XLM', 'RESERVED']]);
    const rows = await app.orm.em.fork().find(Transaction, { apiKeyId: key.id });
    expect(rows.map(({ status }) => status).sort()).toEqual(['DENIED', 'SIGNED']);
  });

  it('is its own: neither another key nor its person uses it up, but theirs holds for all', async () => {
    const [first, second] = [await keyWith({ caps: [{ asset: 'XLM', perDay: '6' }] }), await keyWith()];
    await use(second, '500');
    await use(null, '400');
    expect((await pay(first.secret)).status).toBe('APPROVED');
    await use(first, '5');
    expect(matched(await pay(first.secret))).toEqual(['api-key-per-day-cap']);
    await use(null, '95');
    expect(matched(await pay(second.secret))).toEqual(['per-day-cap']);
  });

  const use = async (key: MadeKey | null, amount: string): Promise<void> => {
    const { id } = await pay(grace.token, { amount: '1' });
    const em = app.orm.em.fork();
    const owner = { userId: grace.userId, accountId: grace.accountId, transactionId: id, apiKeyId: key?.id ?? null };
    const outflows = [{ asset: 'XLM', amount: BigInt(amount) * 10_000_000n, fee: 0n }];
    await app.policy.reservations.reserve(em, { ...owner, network: 'LOCAL', outflows, prices: new Map() });
    await em.flush();
  };
});

describe('a key that has ended', () => {
  it('takes what it proposed with it: allowed payments are not signed, by nobody', async () => {
    const key = await keyWith();
    const { id, status } = await pay(key.secret);
    expect(status).toBe('APPROVED');
    await revokeKey(app, grace, key);
    await expect(sign(id)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('revoked'),
    });
    expect((await rowOf(app, id)).status).toBe(TransactionStatus.DENIED);
    await expectUnsigned(id);
  });

  it('by its time does so too', async () => {
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const key = await keyWith({ expiresAt });
    const { id } = await pay(key.secret);
    await new Promise((resolve) => setTimeout(resolve, new Date(expiresAt).getTime() - Date.now() + 50));
    await expect(sign(id)).rejects.toMatchObject({ message: expect.stringContaining('expired') });
    await expectUnsigned(id);
  });

  it('takes away its cards alone', async () => {
    const [key, other] = [await keyWith(), await keyWith()];
    const [its, others, own] = [
      await pay(key.secret, { amount: '150' }),
      await pay(other.secret, { amount: '150' }),
      await pay(grace.token, { amount: '150' }),
    ];
    await revokeKey(app, grace, key);
    const status = async ({ id }: { id: string }) => (await rowOf(app, id)).status;
    expect([await status(its), await status(others), await status(own)]).toEqual([
      'SUPERSEDED',
      'AWAITING_APPROVAL',
      'AWAITING_APPROVAL',
    ]);
    const { status: card } = await app.orm.em.fork().findOneOrFail(Approval, { transactionId: its.id });
    expect(card).toBe('SUPERSEDED');
  });

  it('is not signed for even where its person had agreed', async () => {
    const key = await keyWith();
    const { id } = await pay(key.secret, { amount: '150' });
    await app.ask(grace.token, APPROVE, { input: await approvalOf(app.ask, grace, id) });
    await revokeKey(app, grace, key);
    await expect(sign(id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expectUnsigned(id);
  });

  it('is signed for with its person’s word while it lasts', async () => {
    const key = await keyWith();
    const { id } = await pay(key.secret, { amount: '150' });
    await app.ask(grace.token, APPROVE, { input: await approvalOf(app.ask, grace, id) });
    expect((await sign(id)).signTransaction.status).toBe('SIGNED');
    expect(app.signed).toHaveLength(1);
  });
});

describe('write access to the tables', () => {
  const attacks: [string, (key: MadeKey, id: string) => Promise<unknown>][] = [
    ['higher limits', (key) => edit(ApiKey, key.id, { rules: {} })],
    ['a longer life', (key) => edit(ApiKey, key.id, { expiresAt: new Date(Date.now() + 1e10) })],
    [
      'a revocation taken back',
      async (key) => {
        await revokeKey(app, grace, key);
        await edit(ApiKey, key.id, { revokedAt: null });
      },
    ],
    ['no key on the transaction', (_key, id) => edit(Transaction, id, { apiKeyId: null })],
    ['a person as its proposer', (_key, id) => edit(Transaction, id, { apiKeyId: null, proposedBy: 'PERSON' })],
    ['another key on it', async (_key, id) => edit(Transaction, id, { apiKeyId: (await keyWith()).id })],
  ];
  it.each(attacks)('gives %s no signature', async (_what, attack) => {
    const key = await keyWith({ caps: TEN });
    const { id } = await pay(key.secret, { amount: '9' });
    await attack(key, id);
    await edit(Transaction, id, { status: TransactionStatus.APPROVED, failure: null });
    await expect(sign(id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expectUnsigned(id);
  });
});

describe('the vault', () => {
  /** A server that was taken over and believes that no key has a limit or an end. */
  const overtaken = async (work: () => Promise<unknown>): Promise<void> => {
    const { apiKeys } = (app.policy as unknown as { parts: { apiKeys: KeyRegister } }).parts;
    const honest = apiKeys.limitsOf;
    apiKeys.limitsOf = async () => ({ problem: null, caps: [], allowList: null });
    await work().finally(() => {
      apiKeys.limitsOf = honest;
    });
  };
  const refusedByVault = async (id: string, code = 'SPENDING_LIMIT_EXCEEDED'): Promise<void> => {
    const before = app.signed.length;
    await expect(sign(id)).rejects.toMatchObject({ code });
    expect(app.signed).toHaveLength(before + 1);
    expect(await rowOf(app, id)).toMatchObject({ status: 'APPROVED', envelope: null, hash: null });
  };

  it.each<[string, KeyInput, object, string]>([
    ['more than one transaction may cost', { caps: TEN }, { amount: '10.5' }, 'SPENDING_LIMIT_EXCEEDED'],
    ['an asset without a limit', { caps: TEN }, { asset: 'USDC', amount: '1' }, 'SPENDING_LIMIT_EXCEEDED'],
    ['a destination off the list', { allowList: [ACME] }, {}, 'PERMISSION_DENIED'],
    ['more than a day may cost', { caps: [{ asset: 'XLM', perDay: '1' }] }, {}, 'SPENDING_LIMIT_EXCEEDED'],
  ])('refuses %s by itself, though the server allows it', async (_what, limits, change, code) => {
    const key = await keyWith(limits);
    await overtaken(async () => {
      const { id, status } = await pay(key.secret, change);
      expect(status).toBe('APPROVED');
      await refusedByVault(id, code);
    });
  });

  it('refuses what a key proposed that was revoked since, and what names none', async () => {
    const [key, other] = [await keyWith(), await keyWith()];
    const [one, two] = [await pay(key.secret), await pay(other.secret)];
    await revokeKey(app, grace, key);
    await overtaken(async () => {
      await refusedByVault(one.id, 'PERMISSION_DENIED');
      await app.orm.em.fork().nativeDelete(ApiKey, { id: other.id });
      await refusedByVault(two.id, 'PERMISSION_DENIED');
    });
  });

  it('counts the day of a key by itself', async () => {
    const key = await keyWith({ caps: [{ asset: 'XLM', perDay: '8' }] });
    const add = 'mutation { createAccount(input: { name: "Second" }) { id } }';
    const second = (await app.ask(grace.token, add)).createAccount;
    await overtaken(async () => {
      const [one, two] = [await pay(key.secret), await payWith(app, key.secret, second.id)];
      await sign(one.id);
      // Nor does it help to forget what was reserved.
      await app.orm.em.fork().nativeDelete(Reservation, { apiKeyId: key.id });
      await refusedByVault(two.id);
    });
  });
});

describe('what a key has the agent do', () => {
  beforeAll(() => app.runWorker.start());
  const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
  const say = async (token: string, text: string) => {
    const { id: threadId } = (await app.ask(token, 'mutation { createThread { id } }')).createThread;
    await app.ask(token, SEND, { input: { threadId, text } });
    const row = await eventually(
      () => app.orm.em.fork().findOneOrFail(Transaction, { threadId, userId: grace.userId }),
      30_000,
    );
    return { ...(await app.ask(grace.token, TRANSACTION, { id: row.id })).transaction, row, threadId };
  };

  it('is bound by the limits of the key, and needs the scope to propose', async () => {
    const scopes = ['READ', 'CHAT', 'PROPOSE'];
    const bounded = await say((await keyWith({ scopes, caps: TEN })).secret, 'send 25 XLM to Coffee Corner');
    expect([bounded.status, bounded.failure.code]).toEqual(['DENIED', 'SPENDING_LIMIT_EXCEEDED']);
    const mute = await keyWith({ scopes: ['READ', 'CHAT'] });
    const refused = await say(mute.secret, 'send 5 XLM to Coffee Corner');
    expect([refused.status, refused.failure.code]).toEqual(['DENIED', 'PERMISSION_DENIED']);
    expect(refused.row).toMatchObject({ apiKeyId: mute.id, proposedBy: 'AGENT', instruction: null });
    expect(app.signed).toEqual([]);
  });

  it('is not the word of its person, then or later', async () => {
    const { secret } = await keyWith({ scopes: ['READ', 'CHAT', 'PROPOSE'] });
    app.gateway.open(OTHER);
    const { row, threadId } = await say(secret, `send 5 XLM to ${OTHER}`);
    expect(row.provenance?.destinations).toEqual([{ address: OTHER, typed: false, origin: 'TOOL' }]);
    expect(row.status).toBe('AWAITING_APPROVAL');
    const reject = 'mutation ($id: ID!) { rejectTransaction(input: { id: $id }) { id } }';
    await app.ask(grace.token, reject, { id: row.id });
    const hers = await say(grace.token, `send 5 XLM to ${OTHER}`);
    expect(hers.row.provenance?.destinations).toEqual([{ address: OTHER, typed: true, origin: 'USER' }]);
    expect(hers.row).toMatchObject({ apiKeyId: null });
    expect(threadId).not.toBe(hers.threadId);
  });
});

describe('a proposal in the name of a key that nobody named', () => {
  it('is refused', async () => {
    const actor = { ...personActor(grace.userId), kind: 'API_KEY' as never };
    const input = { accountId: grace.accountId, destination: 'Coffee Corner', asset: 'XLM', amount: '5' };
    const pay = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { status } }';
    expect((await app.as(actor, pay, { input })).proposePayment.status).toBe('DENIED');
  });
});
