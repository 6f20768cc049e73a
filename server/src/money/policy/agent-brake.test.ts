import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, follow } from '../../../test/support/app/live-app.js';
import {
  agentOf,
  approvalOf,
  approve,
  expectSilence,
  type MoneyApp,
  ORIGIN,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  sign,
} from '../../../test/support/app/money-case.js';
import { eventually } from '../../../test/support/app/story.js';
import { START_CONSENT } from '../../../test/support/people/registered.js';
import { User } from '../../identity/records/user.entity.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { Approval } from '../approvals/approval.entity.js';
import { Transaction } from '../proposals/transaction.entity.js';

const TOO_MUCH = { asset: 'XLM', amount: '5000', destination: 'Coffee Corner' };

let app: MoneyApp;
let grace: PasskeyPerson;
let url: string;
beforeAll(async () => {
  app = await openMoney();
  url = `http://127.0.0.1:${(await app.listen()).port}`;
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await passkeyPerson(app);
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});

const ask = async (times = 1, change: object = TOO_MUCH): Promise<string[]> => {
  const states: string[] = [];
  for (let i = 0; i < times; i += 1) states.push((await pay(app, grace, { ...change }, agentOf(grace))).status);
  return states;
};
const viewer = async () => (await app.as(grace.actor, '{ viewer { agentFrozen agentFrozenReason frozen } }')).viewer;
const freezes = async () =>
  (await app.orm.em.fork().find(AuditRecord, { userId: grace.actor.userId, action: 'agent.frozen' })).length;
const unfreeze = async () => {
  const args = { input: { action: 'unfreeze', arguments: {} } };
  const { id, options } = (await app.as(grace.actor, START_CONSENT, args)).startConsent;
  const input = { challengeId: id, assertion: grace.authenticator.assert(options, ORIGIN) };
  return app.as(grace.actor, 'mutation ($i: ConsentInput!) { unfreeze(input: $i) { agentFrozen } }', { i: input });
};

describe('the brake of the agent', () => {
  it('is pulled by the fifth refusal, not by the fourth, and is told at once', async () => {
    const told = follow(connect(url, grace.token), 'subscription { viewerUpdates { agentFrozen agentFrozenReason } }');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await ask(4)).toEqual(['DENIED', 'DENIED', 'DENIED', 'DENIED']);
    expect(await viewer()).toMatchObject({ agentFrozen: false });
    expect(await freezes()).toBe(0);
    expect(told.events).toEqual([]);
    await ask();
    expect(await viewer()).toMatchObject({ agentFrozen: true, frozen: false });
    expect(await freezes()).toBe(1);
    await eventually(() =>
      expect(told.events).toEqual([
        { agentFrozen: true, agentFrozenReason: '5 proposals were refused within 10 minutes.' },
      ]),
    );
    await ask();
    expect(await freezes()).toBe(1);
    told.stop();
  });

  it('stops the agent alone: what it proposed is not signed, its person pays on', async () => {
    const earlier = await pay(app, grace, SMALL, agentOf(grace, `send 5 XLM to ${'Coffee Corner'}`));
    expect(earlier.status).toBe('APPROVED');
    await ask(5);
    const later = await pay(app, grace, SMALL, agentOf(grace));
    expect(later).toMatchObject({ status: 'DENIED', failure: { code: 'FROZEN' } });
    await expect(sign(app, grace, earlier.id)).rejects.toMatchObject({ code: 'FROZEN' });
    await expectSilence(app, earlier.id);
    const own = await pay(app, grace, SMALL);
    expect(own.status).toBe('APPROVED');
    expect(await sign(app, grace, own.id)).toMatchObject({ status: 'SIGNED' });
  });

  it('does not count what is older than 10 minutes, nor what its person was refused', async () => {
    for (let i = 0; i < 6; i += 1) await pay(app, grace, TOO_MUCH);
    await ask(4);
    const old = { updatedAt: new Date(Date.now() - 10 * MINUTE_MS - 1) };
    const mine = { userId: grace.actor.userId, proposedBy: 'AGENT' as never };
    expect(await app.orm.em.fork().nativeUpdate(Transaction, mine, old)).toBe(4);
    await ask(4);
    expect(await viewer()).toMatchObject({ agentFrozen: false });
    await ask();
    expect(await viewer()).toMatchObject({ agentFrozen: true });
  });

  it('counts a refusal at the signature as well', async () => {
    const { id } = await pay(app, grace, SMALL, agentOf(grace));
    await ask(4);
    await app.as(grace.actor, 'mutation ($id: ID!) { freezeAccount(id: $id) { frozen } }', { id: grace.accountId });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'FROZEN' });
    expect(await viewer()).toMatchObject({ agentFrozen: true });
  });

  it('is pulled once by refusals at the same moment', async () => {
    await Promise.all(Array.from({ length: 8 }, () => pay(app, grace, TOO_MUCH, agentOf(grace))));
    expect(await viewer()).toMatchObject({ agentFrozen: true });
    expect(await freezes()).toBe(1);
  });

  it('is let go by the person with a passkey, after which counting begins anew', async () => {
    await ask(5);
    const bare = app.as(grace.actor, 'mutation { unfreeze(input: { challengeId: "chl_0" }) { agentFrozen } }');
    await expect(bare).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect((await unfreeze()).unfreeze).toEqual({ agentFrozen: false });
    expect(await ask(1, SMALL)).toEqual(['APPROVED']);
    await ask(4);
    expect(await viewer()).toMatchObject({ agentFrozen: false });
    await ask();
    expect(await viewer()).toMatchObject({ agentFrozen: true });
  });

  it.each<[string, object]>([
    ['over another text', { challenge: 'AAAA' }],
    ['without user verification', { userVerified: false }],
    ['of an unknown passkey', { credentialId: 'AAAA' }],
  ])('is pulled by an assertion %s', async (_what, overrides) => {
    const { id } = await pay(app, grace);
    const forged = await grace.confirm(id, overrides);
    await expect(approve(app, grace, forged)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    expect(await viewer()).toMatchObject({
      agentFrozen: true,
      agentFrozenReason: 'A confirmation did not match what was to be signed.',
    });
    expect(await freezes()).toBe(1);
    await expectSilence(app, id);
    // The person themself can still say yes.
    expect(await approve(app, grace, await grace.confirm(id))).toMatchObject({ status: 'APPROVED' });
  });

  it('is pulled where the vault finds another consent than the one that was given', async () => {
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    const { canonical } = await approvalOf(app, id);
    const bent = { canonical: canonical.replace('1200.0', '1.0') };
    await app.orm.em.fork().nativeUpdate(Approval, { transactionId: id }, bent);
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    expect(app.signed).toHaveLength(1);
    expect(await rowOf(app, id)).toMatchObject({ envelope: null, status: 'APPROVED' });
    expect(await viewer()).toMatchObject({ agentFrozen: true });
  });

  it('is not pulled by a card that has only grown old', async () => {
    const { id } = await pay(app, grace);
    const input = await grace.confirm(id);
    const stale = { ...input, consentDigest: 'ab'.repeat(32) };
    await expect(approve(app, grace, stale)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    expect(await viewer()).toMatchObject({ agentFrozen: false });
    expect(await app.orm.em.fork().count(User, { id: grace.actor.userId, agentFrozenAt: null })).toBe(1);
  });
});
