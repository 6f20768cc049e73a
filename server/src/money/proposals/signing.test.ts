import { Keypair } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actsOf,
  agentOf,
  approvalOf,
  approve,
  change,
  expectSilence,
  holdsOf,
  type MoneyApp,
  openMoney,
  pay,
  rowOf,
  SMALL,
  sign,
} from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { User } from '../../identity/records/user.entity.js';
import { StreamEvent } from '../../platform/events/event.entity.js';
import type { RuleResult } from '../../rulebook/facts/policy.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { POLICY_ENGINE } from '../../rulebook/rules/evaluate.js';
import { isVerdictSigned } from '../../vault/contract/verdict-statement.js';
import { Account } from '../accounts/records/account.entity.js';
import { Reservation } from '../policy/policy.entity.js';

const CREATE_CONTACT = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
});
afterAll(() => app[Symbol.asyncDispose]());
const newcomer = async () => {
  ada = await app.person();
  app.signed.length = 0;
};
const said = ({ rule, decision, code }: RuleResult) => ({ rule, decision, code });
const allowed = async () => {
  const { id, status } = await pay(app, ada, SMALL);
  expect(status).toBe('APPROVED');
  return id as string;
};
const statusOf = async (id: string) => (await rowOf(app, id)).status;

describe('signTransaction, called by hand,', () => {
  it('signs what the policy allows, stores it before it is sent, and reserves its worst case', async () => {
    await newcomer();
    const id = await allowed();
    const { status, hash } = await sign(app, ada, id);
    const row = await rowOf(app, id);
    expect([status, row.status, row.hash]).toEqual(['SIGNED', 'SIGNED', hash]);
    expect(app.gateway.hashOf(row.envelope!)).toBe(hash);
    expect(app.gateway.submitted).toEqual([]);
    const held = await app.orm.em.fork().find(Reservation, { transactionId: id });
    expect(held).toMatchObject([{ asset: 'XLM', amount: 50_000_200n, state: 'RESERVED', valueUsd: 5_000_020n }]);
    expect(app.signed).toMatchObject([{ authority: { kind: 'POLICY' } }]);
    const { statement, publicKey } = row.verdictProof!;
    expect(isVerdictSigned(row.verdictProof!)).toBe(true);
    expect(publicKey).toBe((await app.vault.publicKeys()).verdict);
    expect(statement).toMatchObject({ transactionId: id, transactionHash: hash, policyEngine: POLICY_ENGINE });
    expect(statement.rules).toEqual(row.verdict.rules.filter(({ matched }) => matched).map(said));
    expect(await actsOf(app, id)).toEqual(['transaction.proposed', 'transaction.signed']);
  });

  it('refuses what waits for its owner', async () => {
    await newcomer();
    const { id } = await pay(app, ada);
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expect(sign(app, { ...ada, actor: agentOf(ada) }, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectSilence(app, id);
    expect((await approvalOf(app, id)).status).toBe('PENDING');
  });

  it.each(Object.values(TransactionStatus).filter((s) => !['APPROVED', 'AWAITING_APPROVAL', 'SIGNED'].includes(s)))(
    'refuses what is %s',
    async (status) => {
      await newcomer();
      const id = await allowed();
      await change(app, id, { status });
      await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
      await expectSilence(app, id);
      expect(await statusOf(id)).toBe(status);
    },
  );

  it('signs once for 10 calls at once', async () => {
    await newcomer();
    const id = await allowed();
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => sign(app, ada, id)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'ALREADY_DECIDED' });
    expect(app.signed).toHaveLength(1);
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
    expect((await actsOf(app, id)).filter((act) => act === 'transaction.signed')).toHaveLength(1);
  });

  it('refuses somebody else’s as if it did not exist', async () => {
    await newcomer();
    const id = await allowed();
    const mallory = await app.person('Mallory');
    await expect(sign(app, mallory, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(sign(app, mallory, 'txn_00000000000000000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // The guard itself too, without the door before it.
    const context = { actor: mallory.actor, guarded: new Map() } as never;
    const reached = () => Promise.reject(new Error('the resolver was reached'));
    await expect(app.spendingCap.run(context, id, reached)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expectSilence(app, id);
    expect(await statusOf(id)).toBe('APPROVED');
  });

  it('waits while another transaction of the account is on its way', async () => {
    await newcomer();
    const [first, second] = [await allowed(), await allowed()];
    await sign(app, ada, first);
    for (const status of [TransactionStatus.SIGNED, TransactionStatus.SUBMITTED, TransactionStatus.UNKNOWN]) {
      await change(app, first, { status });
      await expect(sign(app, ada, second)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(await rowOf(app, second)).toMatchObject({ status: 'APPROVED', envelope: null });
    expect(app.signed).toHaveLength(1);
  });

  it('never signs with a sequence number that a ledger has used up, even if the network still says so', async () => {
    await newcomer();
    const [first, second] = [await allowed(), await allowed()];
    await sign(app, ada, first);
    const { sequence } = await rowOf(app, first);
    await change(app, first, { status: TransactionStatus.CONFIRMED, ledger: 101, feeCharged: 100n });
    expect((await app.gateway.loadAccount(ada.address))?.sequence).toBe(sequence! - 1n);
    await expect(sign(app, ada, second)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(app.signed).toHaveLength(1);

    app.gateway.accounts.get(ada.address)!.sequence = sequence!;
    await sign(app, ada, second);
    expect((await rowOf(app, second)).sequence).toBe(sequence! + 1n);
  });

  it('signs nothing while the network is away, and leaves it to be signed later', async () => {
    await newcomer();
    const id = await allowed();
    app.gateway.down = true;
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    app.gateway.down = false;
    await expectSilence(app, id);
    expect(await sign(app, ada, id)).toMatchObject({ status: 'SIGNED' });
  });

  it('leaves no trace where the vault refuses: no signature, no reservation, no entry, no event', async () => {
    await newcomer();
    const id = await allowed();
    await app.orm.em.fork().nativeUpdate(Account, { id: ada.accountId }, { holder: 'PASSKEY' });
    const events = () => app.orm.em.fork().count(StreamEvent, { stream: `transactions:${ada.actor.userId}` });
    const before = await events();
    await expect(sign(app, ada, id)).rejects.toThrow();
    expect(app.signed).toHaveLength(1);
    app.signed.length = 0;
    await expectSilence(app, id);
    expect(await statusOf(id)).toBe('APPROVED');
    expect(await events()).toBe(before);
  });
});

describe('the policy is asked again next to the signature', () => {
  const denied = async (id: string, code: string, rule: string) => {
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code });
    await expectSilence(app, id);
    const { status, failure, verdict } = await rowOf(app, id);
    expect({ status, code: failure?.code }).toEqual({ status: 'DENIED', code });
    expect(verdict.rules.filter(({ matched }) => matched).map((one) => one.rule)).toContain(rule);
    expect(await actsOf(app, id)).toEqual(['transaction.proposed', 'transaction.denied']);
  };

  it('a person who stopped everything meanwhile', async () => {
    await newcomer();
    const id = await allowed();
    await app.orm.em.fork().nativeUpdate(User, { id: ada.actor.userId }, { frozenAt: new Date() });
    await denied(id, 'FROZEN', 'frozen');
  });

  it('an account that was stopped meanwhile', async () => {
    await newcomer();
    const id = await allowed();
    await app.orm.em.fork().nativeUpdate(Account, { id: ada.accountId }, { frozenAt: new Date() });
    await denied(id, 'FROZEN', 'frozen');
  });

  it('a cap that was used up meanwhile', async () => {
    await newcomer();
    const id = await allowed();
    await spent(ada, 'XLM', 9_960_000_000n);
    await denied(id, 'SPENDING_LIMIT_EXCEEDED', 'per-day-cap');
  });

  it('a contact that was deleted meanwhile: a person is asked, and their yes is signed', async () => {
    await newcomer();
    const contact = { name: 'Grocer', address: app.gateway.open(Keypair.random().publicKey()).address };
    const { createContact } = await app.as(ada.actor, CREATE_CONTACT, { input: contact });
    const { id, status } = await pay(app, ada, { ...SMALL, destination: 'Grocer' }, agentOf(ada));
    expect(status).toBe('APPROVED');
    await app.as(ada.actor, 'mutation ($id: ID!) { deleteContact(id: $id) }', { id: createContact.id });
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectSilence(app, id);
    expect(await statusOf(id)).toBe('AWAITING_APPROVAL');

    await approve(app, ada, { id, consentDigest: (await approvalOf(app, id)).digest });
    expect(await sign(app, ada, id)).toMatchObject({ status: 'SIGNED' });
    expect(app.signed).toMatchObject([{ authority: { kind: 'CONSENT' } }]);
  });
});

const spent = async ({ actor, accountId }: Person, asset: string, amount: bigint) => {
  const em = app.orm.em.fork();
  const rest = { network: 'LOCAL' as const, valueUsd: null, state: 'SPENT' as const, at: new Date(), settledAt: null };
  const owner = { id: `res_${accountId.slice(4)}`, userId: actor.userId, accountId, transactionId: accountId };
  await em.persist(em.create(Reservation, { ...owner, asset, amount, ...rest })).flush();
};
