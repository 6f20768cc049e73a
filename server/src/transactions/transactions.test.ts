import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Person, type TestApp } from '../testing/test-app.js';

const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status summary hash verdict { decision } approval { id status consent { digest canonical } } } }';

describe('transactions', () => {
  let app: TestApp;
  let ada: Person;
  beforeAll(async () => {
    app = await createTestApp();
    ada = await app.person();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it('works', async () => {
    const balances = await app.as(ada.actor, 'query ($id: ID!) { account(id: $id) { totalUsd balances { asset amount valueUsd price { usd } } } }', { id: ada.accountId });
    console.log(JSON.stringify(balances));
    const { proposePayment } = await app.as(ada.actor, PAY, { input: { accountId: ada.accountId, destination: 'Coffee Corner', amount: '25' } });
    console.log(proposePayment);
    const settled = await app.transactions.settled({ id: proposePayment.id, userId: ada.actor.userId }, 5000);
    expect(settled.status).toBe('CONFIRMED');
    const asked = (await app.as(ada.actor, PAY, { input: { accountId: ada.accountId, destination: 'Acme Supplies', asset: 'USDC', amount: '1200' } })).proposePayment;
    console.log(asked);
    await app.as(ada.actor, 'mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { status } }', { input: { id: asked.id, consentDigest: asked.approval.consent.digest } });
    const done = await app.transactions.settled({ id: asked.id, userId: ada.actor.userId }, 5000);
    console.log(done.status, done.failure);
    const log = await app.as(ada.actor, '{ auditLog { nodes { seq action result } } verifyAuditLog { valid message } spending { asset used reserved remaining } }');
    console.log(JSON.stringify(log));
    expect(done.status).toBe('CONFIRMED');
  });
});
