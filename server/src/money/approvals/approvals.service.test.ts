import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  actsOf,
  agentOf,
  approvalOf,
  approve,
  expectSilence,
  holdsOf,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  settled,
  sign,
} from '../../../test/support/app/money-case.js';
import { Passkey, User } from '../../identity/records/user.entity.js';
import type { Actor } from '../../kernel/actor.js';
import { Approval } from './approval.entity.js';

let app: MoneyApp;
let grace: PasskeyPerson;

const open = async (working = false) => {
  app = await openMoney({ working });
  grace = await passkeyPerson(app);
};
afterEach(() => app[Symbol.asyncDispose]());

const frozen = (userId: string) => app.orm.em.fork().nativeUpdate(User, { id: userId }, { frozenAt: new Date() });
const counterOf = async () => (await app.orm.em.fork().findOneOrFail(Passkey, { userId: grace.actor.userId })).counter;

describe('approving with a passkey', () => {
  beforeEach(() => open(true));

  it('signs exactly once and keeps the evidence, however often and at once it is said', async () => {
    const { id } = await pay(app, grace);
    const input = await grace.confirm(id);
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => approve(app, grace, input)));

    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'ALREADY_DECIDED' });
    await settled(app, id, grace);
    await expect(approve(app, grace, await input)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });

    expect(app.signed).toHaveLength(1);
    expect(app.signed[0]?.authority).toMatchObject({ kind: 'CONSENT', assertion: { id: input.assertion.id } });
    expect(app.gateway.effects).toEqual([(await rowOf(app, id)).hash]);
    expect(await actsOf(app, id)).toEqual([
      'transaction.proposed',
      'approval.requested',
      'approval.approved',
      'transaction.signed',
      'transaction.submitted',
      'transaction.confirmed',
    ]);
    expect(await approvalOf(app, id)).toMatchObject({ status: 'APPROVED', assertion: { id: input.assertion.id } });
    expect(await counterOf()).toBe(2);
  });
});

describe('approving is refused, and nothing at all happens,', () => {
  let id: string;
  beforeEach(async () => {
    await open();
    id = (await pay(app, grace)).id;
  });

  const refused = async (input: Record<string, unknown>, code: string, by: Actor = grace.actor) => {
    await expect(approve(app, { ...grace, actor: by }, input)).rejects.toMatchObject({ code });
    await expectSilence(app, id);
    expect((await rowOf(app, id)).status).toBe('AWAITING_APPROVAL');
    expect(await approvalOf(app, id)).toMatchObject({ status: 'PENDING', assertion: null, decidedAt: null });
  };

  it('to somebody else, as if it did not exist', async () => {
    const input = await grace.confirm(id);
    const { actor } = await app.person('Mallory');
    await refused(input, 'NOT_FOUND', actor);
    // Without the door before it: a demo user has no passkey to be asked for, so nothing else would stop them.
    await expect(app.approvals.approve(actor, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.approvals.reject(actor, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await refused({ id: 'txn_00000000000000000000000000', consentDigest: input.consentDigest }, 'NOT_FOUND', actor);
  });

  it('to the agent of the same person', async () => {
    await refused(await grace.confirm(id), 'PERMISSION_DENIED', agentOf(grace));
  });

  it('without an assertion', async () => {
    const { assertion, ...bare } = await grace.confirm(id);
    await refused(bare, 'CONSENT_REQUIRED');
    await refused({ ...bare, assertion: null }, 'CONSENT_REQUIRED');
    await refused({ ...bare, assertion: {} }, 'CONSENT_MISMATCH');
    await refused({ ...bare, assertion: { id: assertion.id } }, 'CONSENT_MISMATCH');
  });

  it('with an assertion by another passkey, even one of somebody who is registered here', async () => {
    const mallory = await passkeyPerson(app, 'Mallory');
    const theirs = await mallory.confirm((await pay(app, mallory)).id);
    const input = await grace.confirm(id);
    await refused({ ...input, assertion: theirs.assertion }, 'CONSENT_MISMATCH');
  });

  it('for a digest that was never shown', async () => {
    const input = await grace.confirm(id);
    await refused({ ...input, consentDigest: 'f'.repeat(64) }, 'CONSENT_MISMATCH');
    await refused({ ...input, consentDigest: '' }, 'CONSENT_MISMATCH');
    await refused({ ...input, consentDigest: input.consentDigest.slice(0, 63) }, 'CONSENT_MISMATCH');
  });

  it("with another approval's assertion, under either digest", async () => {
    const other = (await pay(app, grace, { amount: '1100' })).id;
    const theirs = await grace.confirm(other);
    const { digest } = await approvalOf(app, id);
    await refused({ id, consentDigest: digest, assertion: theirs.assertion }, 'CONSENT_MISMATCH');
    await refused({ ...theirs, id }, 'CONSENT_MISMATCH');
    await expectSilence(app, other);
  });

  it('with an assertion over another challenge', async () => {
    const challenge = Buffer.from('something else').toString('base64url');
    await refused(await grace.confirm(id, { challenge }), 'CONSENT_MISMATCH');
  });

  it('without user verification, from another site, or of the wrong type', async () => {
    await refused(await grace.confirm(id, { userVerified: false }), 'CONSENT_MISMATCH');
    await refused(await grace.confirm(id, { origin: 'http://localhost.evil.example' }), 'CONSENT_MISMATCH');
    await refused(await grace.confirm(id, { rpId: 'evil.example' }), 'CONSENT_MISMATCH');
    await refused(await grace.confirm(id, { type: 'webauthn.create' }), 'CONSENT_MISMATCH');
  });

  it('from a passkey whose counter went back: it was cloned', async () => {
    await app.orm.em.fork().nativeUpdate(Passkey, { userId: grace.actor.userId }, { counter: 50 });
    await refused(await grace.confirm(id, { counter: 50 }), 'CONSENT_MISMATCH');
    await refused(await grace.confirm(id, { counter: 49 }), 'CONSENT_MISMATCH');
    expect(await counterOf()).toBe(50);
  });

  it('from a public key that was changed in the database', async () => {
    const other = await passkeyPerson(app, 'Mallory');
    const { publicKey } = await app.orm.em.fork().findOneOrFail(Passkey, { userId: other.actor.userId });
    await app.orm.em.fork().nativeUpdate(Passkey, { userId: grace.actor.userId }, { publicKey });
    await refused(await grace.confirm(id), 'CONSENT_MISMATCH');
  });

  it('after its time', async () => {
    const input = await grace.confirm(id);
    await app.orm.em.fork().nativeUpdate(Approval, { transactionId: id }, { expiresAt: new Date(Date.now() - 1) });
    await refused(input, 'ALREADY_DECIDED');
  });

  it('while all signatures are stopped', async () => {
    const input = await grace.confirm(id);
    await frozen(grace.actor.userId);
    await refused(input, 'FROZEN');
  });

  it('and the same assertion still works afterwards, so that a mistake costs nothing', async () => {
    const input = await grace.confirm(id);
    await refused({ ...input, consentDigest: 'f'.repeat(64) }, 'CONSENT_MISMATCH');
    expect(await approve(app, grace, input)).toMatchObject({ status: 'APPROVED' });
  });
});

describe('between the approval and the signature', () => {
  let id: string;
  beforeEach(async () => {
    await open();
    id = (await pay(app, grace)).id;
    await approve(app, grace, await grace.confirm(id));
  });
  const unsigned = async () => {
    expect(await rowOf(app, id)).toMatchObject({ envelope: null, hash: null });
    expect(await holdsOf(app, id)).toEqual([]);
    expect(app.gateway.submitted).toEqual([]);
    expect(await actsOf(app, id)).not.toContain('transaction.signed');
  };

  it('the vault itself refuses evidence that was changed in the database', async () => {
    const { assertion } = await approvalOf(app, id);
    const response = { ...(assertion as { response: object }).response, signature: 'AAAA' };
    const forged = { ...assertion, response };
    await app.orm.em.fork().nativeUpdate(Approval, { transactionId: id }, { assertion: forged });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    expect(app.signed).toHaveLength(1);
    await unsigned();
  });

  it('the vault refuses a consent without evidence, whatever the row says', async () => {
    await app.orm.em.fork().nativeUpdate(Approval, { transactionId: id }, { passkeyId: null, assertion: null });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await unsigned();
  });

  it('a passkey that is removed takes its consent back: the person is asked again', async () => {
    await app.orm.em.fork().nativeDelete(Passkey, { userId: grace.actor.userId });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect((await rowOf(app, id)).status).toBe('AWAITING_APPROVAL');
    expect((await approvalOf(app, id)).status).toBe('PENDING');
    expect(app.signed).toEqual([]);
    await unsigned();
  });
});

describe('a demo user', () => {
  it('approves without a passkey, and for the digest that was shown alone', async () => {
    app = await openMoney({ working: true });
    const ada = await app.person();
    const { id, approval } = await pay(app, ada);
    await expect(approve(app, ada, { id, consentDigest: 'f'.repeat(64) })).rejects.toMatchObject({
      code: 'CONSENT_MISMATCH',
    });
    await expectSilence(app, id);
    await approve(app, ada, { id, consentDigest: approval.consent.digest.toUpperCase() });
    expect(await settled(app, id, ada)).toMatchObject({ status: 'CONFIRMED' });
    expect(app.signed.map(({ authority }) => authority)).toMatchObject([{ kind: 'CONSENT', assertion: null }]);
    expect(app.gateway.effects).toHaveLength(1);
  });
});
