import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { localKeypair } from '../../../local-network/ledger/assets.js';
import type { LocalNetwork } from '../../../local-network/local-network.js';
import { type Actor, agentActor, personActor } from '../../../src/kernel/actor.js';
import { canonicalAsset, knownCodes } from '../../../src/kernel/assets.js';
import { givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { Approval } from '../../../src/money/approvals/approval.entity.js';
import { Reservation } from '../../../src/money/policy/policy.entity.js';
import type { Timing } from '../../../src/money/proposals/timing.js';
import { Transaction } from '../../../src/money/proposals/transaction.entity.js';
import { AuditRecord } from '../../../src/platform/audit/audit.entity.js';
import type { LedgerAccount, SubmitResult } from '../../../src/stellar/gateway.js';
import type { SignRequest, Vault } from '../../../src/vault/contract/vault.js';
import { FakeGateway } from '../fakes/fake-gateway.js';
import { type Overrides, SoftAuthenticator } from '../people/soft-authenticator.js';
import { createTestApp, type Person, type TestApp, type TestOptions } from './test-app.js';

/** For `expect.poll`: a machine may be busy. */
export const PATIENT = { timeout: 60_000, interval: 25 };
export const ORIGIN = 'http://localhost:4000';
export const COFFEE = localKeypair('Coffee Corner').publicKey();
export const ACME = localKeypair('Acme Supplies').publicKey();
export const USDC = canonicalAsset('USDC', 'LOCAL');

/** A network on which everybody who is opened holds the test assets already, so that newcomers need no set-up. */
export class RichGateway extends FakeGateway {
  override open(address: string, xlm = '100000', change: Partial<LedgerAccount> = {}): LedgerAccount {
    const account = super.open(address, xlm, change);
    const amount = 100_000n * 10_000_000n;
    const rest = { amount, spendable: amount, sellingLiabilities: 0n, buyingLiabilities: 0n, authorized: true };
    const lines = knownCodes('LOCAL').slice(1);
    account.balances.push(...lines.map((code) => ({ asset: canonicalAsset(code, 'LOCAL'), ...rest })));
    return account;
  }

  /** How often the ledger was changed by these bytes: more than once would be a catastrophe. */
  effects: string[] = [];
  override include(envelopeXdr: string, resultCodes?: string[]): SubmitResult {
    this.effects.push(this.hashOf(envelopeXdr));
    return super.include(envelopeXdr, resultCodes);
  }
}

/** Counts what the real vault is asked to sign, refused requests included. */
export const countSignatures = (vault: Vault): SignRequest[] => {
  const asked: SignRequest[] = [];
  const sign = vault.sign.bind(vault);
  vault.sign = (request) => {
    asked.push(request);
    return sign(request);
  };
  return asked;
};

export type MoneyApp = TestApp & { gateway: RichGateway; signed: SignRequest[] };
export const newSecrets = (): Secrets => new Secrets({ masterKey: givenMasterKey(new Uint8Array(randomBytes(32))) });

/** The real app over a network that a test can break, and a vault that counts. */
export const openMoney = async (
  options: Omit<TestOptions, 'network'> & { gateway?: RichGateway; timing?: Timing } = {},
): Promise<MoneyApp> => {
  const { gateway = new RichGateway(), timing, ...rest } = options;
  for (const address of [COFFEE, ACME]) if (!gateway.accounts.has(address)) gateway.open(address);
  const network = { url: 'http://127.0.0.1:1', close: async () => undefined } as LocalNetwork;
  const working = rest.working ?? false;
  const app = await createTestApp({
    ...rest,
    network,
    working: false,
    overrides: { ...rest.overrides, gateways: [gateway], ...(timing && { timing }) },
  });
  const signed = countSignatures(app.vault);
  if (working) app.work();
  return { ...app, gateway, signed };
};

export type PasskeyPerson = Person & { authenticator: SoftAuthenticator; confirm: Confirm };
type Confirm = (
  transactionId: string,
  change?: Overrides & { origin?: string },
) => Promise<{ id: string; consentDigest: string; assertion: Record<string, unknown> }>;

const START = 'mutation ($input: StartRegistrationInput!) { startRegistration(input: $input) { id options } }';
const FINISH =
  'mutation ($input: FinishRegistrationInput!) { finishRegistration(input: $input) { token user { id } } }';
const CREATE = 'mutation { createAccount(input: { name: "Main" }) { id address } }';
const START_APPROVAL = 'mutation ($id: ID!) { startApproval(id: $id) { options } }';

let registered = 0;
/** Each registers from an address of their own, for the limit counts by address. */
const nextAddress = (): string => {
  registered += 1;
  return `10.0.${registered >> 8}.${registered & 255}`;
};

/** Registers a person with a passkey through the sign-in fields, and opens an account. */
export const passkeyPerson = async (app: TestApp, name = 'Grace'): Promise<PasskeyPerson> => {
  const authenticator = new SoftAuthenticator();
  const nobody = null as unknown as Actor;
  const ip = nextAddress();
  const { id, options } = (await app.as(nobody, START, { input: { name } }, ip)).startRegistration;
  const input = { challengeId: id, response: authenticator.register(options, ORIGIN) };
  const { token, user } = (await app.as(nobody, FINISH, { input }, ip)).finishRegistration;
  const actor = personActor(user.id);
  const { createAccount } = await app.as(actor, CREATE);
  const confirm: Confirm = async (transactionId, { origin = ORIGIN, ...overrides } = {}) => {
    const { startApproval } = await app.as(actor, START_APPROVAL, { id: transactionId });
    const assertion = authenticator.assert(startApproval.options, origin, overrides);
    return { id: transactionId, consentDigest: (await approvalOf(app, transactionId)).digest, assertion };
  };
  return { actor, token, accountId: createAccount.id, address: createAccount.address, authenticator, confirm };
};

const PAY = `mutation ($input: PaymentInput!) { proposePayment(input: $input) {
  id status summary hash verdict { decision rules { rule matched code } }
  operations { type intent destination fields { label value kind } } memo recipients { address label firstPayment }
  failure { code message } approval { id status consent { digest canonical } } } }`;
const APPROVE = 'mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { id status } }';

type Payment = { destination?: string; asset?: string; amount?: string } & Record<string, unknown>;

/** Proposes through the door; 1200 USDC to a contact, which asks, unless told otherwise. */
export const pay = async (app: TestApp, person: Person, change: Payment = {}, actor: Actor = person.actor) => {
  const input = { accountId: person.accountId, destination: 'Acme Supplies', asset: 'USDC', amount: '1200', ...change };
  return (await app.as(actor, PAY, { input })).proposePayment;
};
export const SMALL = { asset: 'XLM', amount: '5', destination: 'Coffee Corner' };

export const approve = async (app: TestApp, { actor }: Person, input: Record<string, unknown>) =>
  (await app.as(actor, APPROVE, { input })).approveTransaction;

export const sign = async (app: TestApp, { actor }: Person, id: string) =>
  (await app.as(actor, 'mutation ($id: ID!) { signTransaction(id: $id) { id status hash } }', { id })).signTransaction;

export const agentOf = ({ actor }: Person, instruction?: string): Actor =>
  agentActor(actor.userId, { ...(instruction !== undefined && { instruction }) });

export const rowOf = (app: TestApp, id: string): Promise<Transaction> =>
  app.orm.em.fork().findOneOrFail(Transaction, { id });
export const approvalOf = (app: TestApp, transactionId: string): Promise<Approval> =>
  app.orm.em.fork().findOneOrFail(Approval, { transactionId }, { orderBy: { id: 'desc' } });
export const change = async (app: TestApp, id: string, values: Partial<Transaction>): Promise<void> => {
  expect(await app.orm.em.fork().nativeUpdate(Transaction, { id }, values as never)).toBe(1);
};
export const settled = (app: TestApp, id: string, person: Person): Promise<Transaction> =>
  app.transactions.settled({ id, userId: person.actor.userId }, 60_000);

/** What each asset of a transaction holds of the caps, such as `RESERVED`. */
export const holdsOf = async (app: TestApp, transactionId: string): Promise<string[]> =>
  (await app.orm.em.fork().find(Reservation, { transactionId })).map(({ state }) => state);

/** What was written down about one transaction, oldest first. */
export const actsOf = async (app: TestApp, resource: string): Promise<string[]> =>
  (await app.orm.em.fork().find(AuditRecord, { resource }, { orderBy: { seq: 'asc' } })).map(({ action }) => action);

/** Nothing was signed, sent, reserved, or written down as agreed. */
export const expectSilence = async (app: MoneyApp, id: string): Promise<void> => {
  const untouched = { envelope: null, hash: null, sequence: null, ledger: null, verdictProof: null };
  expect(await rowOf(app, id)).toMatchObject(untouched);
  expect(await holdsOf(app, id)).toEqual([]);
  const acts = await actsOf(app, id);
  expect(acts).not.toContain('approval.approved');
  expect(acts).not.toContain('transaction.signed');
  expect(app.signed).toEqual([]);
  expect(app.gateway.submitted).toEqual([]);
};
