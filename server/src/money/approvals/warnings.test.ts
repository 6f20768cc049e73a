import { Asset, Keypair, Operation, type xdr } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME, change, type MoneyApp, openMoney, pay, rowOf, USDC } from '../../../test/support/app/money-case.js';
import { envelopeWith, usdc, XLM } from '../../../test/support/app/operation-samples.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { type Actor, agentActor } from '../../kernel/actor.js';
import { assetIssuer } from '../../kernel/assets.js';

const LOOK = `query ($id: ID!) { transaction(id: $id) {
  claimMismatch { asset code asked sends by }
  approval { riskLevel warnings { code level parameters } } } }`;
const RAW = 'mutation ($input: RawTransactionInput!) { proposeTransaction(input: $input) { id status } }';
const ADD = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
});
beforeEach(async () => {
  ada = await app.person();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const newAddress = (): string => app.gateway.open(Keypair.random().publicKey()).address;
const add = (input: Record<string, unknown>) => app.as(ada.actor, ADD, { input });
const told = (instruction: string): Actor => agentActor(ada.actor.userId, { instruction });
const raw = async (...operations: xdr.Operation[]): Promise<string> => {
  const input = { accountId: ada.accountId, xdr: envelopeWith(operations, { source: ada.address }) };
  const { id, status } = (await app.as(ada.actor, RAW, { input })).proposeTransaction;
  expect(status).toBe('AWAITING_APPROVAL');
  return id;
};

type Warned = { code: string; level: string; parameters: Record<string, string> };
const look = async (id: string) => (await app.as(ada.actor, LOOK, { id })).transaction;
const warningsOf = async (id: string): Promise<Warned[]> => (await look(id)).approval.warnings;
const warned = async (id: string, code: string): Promise<Warned | undefined> =>
  (await warningsOf(id)).find((one) => one.code === code);

describe('what an approval warns of', () => {
  it('is first of all that 900 leaves where the person and the agent said 5, and that is a high risk', async () => {
    const values = { amount: '900', reason: 'Sending the 5 USDC refund.' };
    const { id } = await pay(app, ada, values, told('refund 5 USDC to Acme Supplies'));
    const { claimMismatch, approval } = await look(id);
    expect(claimMismatch).toEqual({ asset: USDC, code: 'USDC', asked: '5', sends: '900', by: 'PERSON' });
    expect(approval.riskLevel).toBe('HIGH');
    const parameters = { asset: USDC, asked: '5', sends: '900', by: 'PERSON', also: 'AGENT' };
    expect(approval.warnings[0]).toEqual({ code: 'CLAIM_MISMATCH', level: 'HIGH', parameters });
  });

  it('is no mismatch where what was asked for leaves', async () => {
    const { id } = await pay(app, ada, { reason: 'It is 1,200 USDC.' }, told('pay 1,200 USDC to Acme Supplies'));
    const { claimMismatch, approval } = await look(id);
    expect(claimMismatch).toBeNull();
    expect(approval).toEqual({
      riskLevel: 'MEDIUM',
      warnings: [{ code: 'FIRST_PAYMENT', level: 'MEDIUM', parameters: { address: ACME, name: 'Acme Supplies' } }],
    });
  });

  it('is an asset that is called like a well-known one', async () => {
    const fake = new Asset('USDC', newAddress());
    const id = await raw(Operation.changeTrust({ asset: fake }));
    const asset = `USDC:${fake.getIssuer()}`;
    expect(await warned(id, 'OTHER_ISSUER')).toEqual({
      code: 'OTHER_ISSUER',
      level: 'HIGH',
      parameters: { asset, known: USDC },
    });
    expect(await warned(id, 'LOCKED_RESERVE')).toMatchObject({ level: 'LOW', parameters: { amount: '0.5' } });
  });

  it('is a rate at which 700 is spent so that at least 1 arrives', async () => {
    const swap = { sendAsset: usdc, sendAmount: '700', destination: ada.address, destAsset: XLM, path: [] };
    const rate = (destMin: string) => raw(Operation.pathPaymentStrictSend({ ...swap, destMin }));
    const parameters = { pays: '700', paysAsset: USDC, least: '1', leastAsset: 'XLM', percent: '99' };
    const id = await rate('1');
    expect(await warned(id, 'RUINOUS_RATE')).toEqual({ code: 'RUINOUS_RATE', level: 'HIGH', parameters });
    // Ten lumens are worth a dollar here.
    expect(await warned(await rate('6790'), 'WORST_RATE')).toMatchObject({ level: 'MEDIUM' });
    expect(await warningsOf(await rate('7000'))).toEqual([]);
  });

  it('is that money goes back to its issuer', async () => {
    const issuer = assetIssuer(USDC)!;
    const id = await raw(Operation.payment({ destination: issuer, asset: usdc, amount: '25' }));
    expect(await warned(id, 'BURN')).toMatchObject({ level: 'HIGH', parameters: { asset: USDC, amount: '25' } });
  });

  it('is a memo that is not the contact’s', async () => {
    const address = newAddress();
    await add({ name: 'Exchange', address, memo: '111' });
    const { id } = await pay(app, ada, { destination: address, memo: '222' });
    const parameters = { address, contacts: 'Exchange has memo 111 (text)', payment: 'memo 222 (text)' };
    expect(await warned(id, 'OTHER_MEMO')).toEqual({ code: 'OTHER_MEMO', level: 'HIGH', parameters });
  });

  it('is a name that reads like another one, in the letters of another script', async () => {
    const [address, name] = [newAddress(), 'Acm\u0435 Supplies'];
    await add({ name, address });
    const { id } = await pay(app, ada, { destination: address });
    const parameters = { address, name, other: 'Acme Supplies' };
    expect(await warned(id, 'LOOKALIKE_NAME')).toEqual({ code: 'LOOKALIKE_NAME', level: 'HIGH', parameters });
    expect(await warned(id, 'MIXED_SCRIPTS')).toMatchObject({ parameters: { address, name } });
    expect(await warned((await pay(app, ada)).id, 'LOOKALIKE_NAME')).toBeUndefined();
  });

  it('is found the other way round where both names are of one script', async () => {
    const [address, other] = [newAddress(), '\u0421\u043e\u0441\u043e'];
    await add({ name: 'Coco', address });
    await add({ name: other, address: newAddress() });
    const { id } = await pay(app, ada, { destination: address });
    expect(await warned(id, 'LOOKALIKE_NAME')).toMatchObject({ parameters: { name: 'Coco', other } });
  });

  it('is read for what was stored before there was any of it', async () => {
    const { id } = await pay(app, ada, { amount: '900' }, told('refund 5 USDC to Acme Supplies'));
    await change(app, id, { facts: null, provenance: null });
    expect((await warningsOf(id)).map(({ code }) => code)).toEqual(['CLAIM_MISMATCH', 'FIRST_PAYMENT']);
    expect((await rowOf(app, id)).facts).toBeNull();
  });
});
