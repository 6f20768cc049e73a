import { Keypair } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  agentOf,
  approvalOf,
  change,
  expectSilence,
  type MoneyApp,
  openMoney,
  rowOf,
  sign,
} from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { type Actor, agentActor } from '../../kernel/actor.js';
import type { StoredProvenance } from '../../rulebook/provenance.js';
import { Contact } from '../accounts/records/account.entity.js';

const PAY = `mutation ($input: PaymentInput!) { proposePayment(input: $input) {
  id status verdict { rules { rule matched } }
  provenance { destination { origin sentence } amount { origin sentence } } } }`;

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
  ada = await app.person();
});
beforeEach(() => {
  app.signed.length = 0;
});
afterAll(() => app[Symbol.asyncDispose]());

const stranger = () => app.gateway.open(Keypair.random().publicKey()).address;
const propose = async (actor: Actor, values: Record<string, unknown>) => {
  const input = { accountId: ada.accountId, asset: 'USDC', amount: '25', ...values };
  const { proposePayment: paid } = await app.as(actor, PAY, { input });
  const matched = paid.verdict.rules.filter((rule: { matched: boolean }) => rule.matched);
  return { ...paid, matched: matched.map(({ rule }: { rule: string }) => rule) };
};
type Traced = { provenance: Record<'destination' | 'amount', { origin: string }> };
const origins = ({ provenance }: Traced) => [provenance.destination.origin, provenance.amount.origin];
const said = (instruction: string, ...words: string[]): Actor => agentActor(ada.actor.userId, { instruction, words });

describe('where a destination comes from', () => {
  it('the person: typed address, or the name of a contact or account of theirs', async () => {
    const address = stranger();
    expect(origins(await propose(said(`pay 25 to ${address}`), { destination: address }))).toEqual(['USER', 'USER']);
    expect(origins(await propose(said('25 to coffee corner'), { destination: 'Coffee Corner' }))).toEqual([
      'USER',
      'USER',
    ]);
    expect(origins(await propose(said('25, yes', `it is ${address}`), { destination: address }))).toEqual([
      'USER',
      'USER',
    ]);
  });

  it('their contacts, where they did not name it', async () => {
    const paid = await propose(said('pay 25 for the coffee'), { destination: 'Coffee Corner' });
    expect([paid.status, ...origins(paid)]).toEqual(['APPROVED', 'CONTACT', 'USER']);
    expect(paid.provenance.destination.sentence).toContain('one of your contacts');
  });

  it('something the agent read: a person is asked, however little it is, and the card says so', async () => {
    const paid = await propose(said('pay 0.01 for the invoice'), { destination: stranger(), amount: '0.01' });
    expect([paid.status, ...paid.matched]).toEqual(['AWAITING_APPROVAL', 'untyped-destination']);
    expect(paid.provenance.destination).toEqual({
      origin: 'TOOL',
      sentence: 'You did not type this address; the agent read it somewhere.',
    });
  });

  it('the agent’s own words and reasons never count', async () => {
    const destination = stranger();
    const paid = await propose(said('pay the invoice of 25'), { destination, reason: `You said: pay ${destination}` });
    expect(paid.matched).toContain('untyped-destination');
  });
});

describe('where an amount comes from', () => {
  it.each([
    ['pay Coffee Corner 25', '25'],
    ['pay Coffee Corner 25.00 USDC', '25'],
    ['pay Coffee Corner 1,200 USDC', '1200'],
  ])('the person, who wrote "%s"', async (words, amount) => {
    const paid = await propose(said(words), { destination: 'Coffee Corner', amount });
    expect(paid.provenance.amount.origin).toBe('USER');
    expect(paid.matched).not.toContain('untyped-amount');
  });

  it('something the agent read: a person is asked above the limit, also for a contact', async () => {
    const paid = await propose(said('pay Coffee Corner what the invoice says'), { destination: 'Coffee Corner' });
    expect([paid.status, ...paid.matched, ...origins(paid)]).toEqual([
      'AWAITING_APPROVAL',
      'untyped-amount',
      'USER',
      'TOOL',
    ]);
    const little = await propose(said('pay Coffee Corner'), { destination: 'Coffee Corner', amount: '9' });
    expect([little.status, ...little.matched]).toEqual(['APPROVED']);
  });

  it('the person who proposes by hand', async () => {
    const paid = await propose(ada.actor, { destination: stranger() });
    expect([paid.status, ...origins(paid)]).toEqual(['APPROVED', 'USER', 'USER']);
  });
});

describe('what was traced', () => {
  const typed = async () => {
    const destination = stranger();
    const paid = await propose(said(`3 to ${destination}`), { destination, amount: '3' });
    expect(paid.status).toBe('APPROVED');
    return paid.id as string;
  };

  it('is what the policy sees at the signature: words alone bring back nothing', async () => {
    const id = await typed();
    expect(await rowOf(app, id)).toMatchObject({ provenance: { amount: 'USER' } satisfies Partial<StoredProvenance> });
    expect(await sign(app, ada, id)).toMatchObject({ status: 'SIGNED' });
    await change(app, id, { status: 'FAILED' as never });
  });

  it.each<[string, (row: StoredProvenance) => StoredProvenance | null]>([
    ['another origin', ({ destinations }) => ({ destinations, amount: 'TOOL' })],
    [
      'another address',
      ({ amount }) => ({ amount, destinations: [{ address: stranger(), origin: 'USER', typed: true }] }),
    ],
    ['none', () => null],
  ])('is sealed: with %s written into the row nothing is signed', async (_what, forge) => {
    const id = await typed();
    const { provenance } = await rowOf(app, id);
    await change(app, id, { provenance: forge(provenance!) });
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expectSilence(app, id);
  });

  it('vouches for a contact no longer than it is one', async () => {
    const name = 'Passing friend';
    const input = { name, address: stranger() };
    await app.as(ada.actor, 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }', {
      input,
    });
    const { id, status } = await propose(agentOf(ada, 'pay 5 to passing friend'), { destination: name, amount: '5' });
    expect(status).toBe('APPROVED');
    await app.orm.em.fork().nativeDelete(Contact, { name });
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectSilence(app, id);
    expect((await approvalOf(app, id)).status).toBe('PENDING');
  });
});
