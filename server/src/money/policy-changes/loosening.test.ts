import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  expectSilence,
  type MoneyApp,
  ORIGIN,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  sign,
} from '../../../test/support/app/money-case.js';
import {
  confirmChange,
  loosen,
  policyOf,
  startPolicyChange,
  updatePolicy,
  versionsOf,
} from '../../../test/support/app/policy-case.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';

let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  app = await openMoney();
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await passkeyPerson(app);
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});

const cap = (asset: string, limits: object) => ({ assetCaps: [{ asset, ...limits }] });
const refusedWith = (attempt: Promise<unknown>, code: string) => expect(attempt).rejects.toMatchObject({ code });
const chain = async () => (await app.as(grace.actor, '{ verifyAuditLog { valid } }')).verifyAuditLog.valid as boolean;
const acts = async () => {
  const rows = await app.orm.em.fork().find(AuditRecord, { userId: grace.actor.userId }, { orderBy: { seq: 'asc' } });
  return rows.filter(({ action }) => action.startsWith('policy.'));
};

describe('a milder policy', () => {
  const milder = { askAboveUsd: '2000' };

  it('needs a passkey: without it nothing changes', async () => {
    await refusedWith(updatePolicy(app, grace, milder), 'CONSENT_REQUIRED');
    await refusedWith(updatePolicy(app, grace, { ...milder, denyList: [ACME] }), 'CONSENT_REQUIRED');
    expect(await versionsOf(app, grace)).toEqual([]);
    expect(await acts()).toEqual([]);
    expect(await policyOf(app, grace)).toMatchObject({ version: 1, askAboveUsd: '1000', denyList: [] });
  });

  it('names differences and backtest in the text that the passkey signs', async () => {
    await pay(app, grace);
    const { id, options, consent, differences, backtest } = await startPolicyChange(app, grace, {
      ...cap('USDC', { perTransaction: '2000' }),
      ...milder,
    });
    expect(differences).toMatchObject([
      { rule: expect.stringContaining('cap USDC:'), direction: 'LOOSER', from: '500 USDC', to: '2000 USDC' },
      { rule: 'ask above', direction: 'LOOSER', from: '1000 USD', to: '2000 USD' },
    ]);
    expect(backtest).toMatchObject({ considered: 1, wouldAllow: { count: 1, sumUsd: '1200' } });
    expect(consent.canonical).toMatch(
      new RegExp(
        `^tuxedo-policy/v1\\nid: ${id}\\nuser: ${grace.actor.userId}\\naccount: all\\nfrom: 1\\n` +
          'change: LOOSER cap USDC:\\w+ LOCAL a transaction: 500 USDC -> 2000 USDC\\n' +
          'change: LOOSER ask above: 1000 USD -> 2000 USD\\nbacktest: \\{"considered":1.*"wouldAllow":\\{"count":1.*\\}\\n' +
          'issued: .*Z\\nexpires: .*Z\\n$',
      ),
    );
    const digest = createHash('sha256').update(consent.canonical).digest();
    expect(consent.digest).toBe(digest.toString('hex'));
    expect(options.challenge).toBe(digest.toString('base64url'));
    expect(await versionsOf(app, grace)).toEqual([]);
  });

  it('holds with the passkey, and keeps its word', async () => {
    expect(await loosen(app, grace, milder)).toMatchObject({ version: 2, askAboveUsd: '2000' });
    const [version] = await versionsOf(app, grace);
    expect(version).toMatchObject({ loosened: true, tightened: false, consent: { assertion: { type: 'public-key' } } });
    expect((await acts())[0]).toMatchObject({ action: 'policy.loosened', details: { digest: expect.any(String) } });
    expect(await chain()).toBe(true);
  });

  it('needs no passkey to be seen where it is stricter', async () => {
    const change = await startPolicyChange(app, grace, { askAboveUsd: '10' });
    expect(change).toMatchObject({ id: null, options: null, consent: null, differences: [{ direction: 'TIGHTER' }] });
  });

  it('is not what another difference was confirmed for', async () => {
    const consent = await confirmChange(app, grace, milder);
    await refusedWith(updatePolicy(app, grace, { askAboveUsd: '2001', consent }), 'CONSENT_MISMATCH');
    await refusedWith(updatePolicy(app, grace, { ...milder, consent }), 'CONSENT_REQUIRED');
    expect(await versionsOf(app, grace)).toEqual([]);
  });

  it('is not what one account was confirmed for', async () => {
    await updatePolicy(app, grace, { accountId: grace.accountId, askAboveUsd: '500' });
    const consent = await confirmChange(app, grace, { accountId: grace.accountId, askAboveUsd: '600' });
    await refusedWith(updatePolicy(app, grace, { askAboveUsd: '1600', consent }), 'CONSENT_MISMATCH');
    expect(await policyOf(app, grace)).toMatchObject({ askAboveUsd: '1000' });
  });

  it.each<[string, object]>([
    ['without user verification', { userVerified: false }],
    ['over another text', { challenge: 'AAAA' }],
    ['with an old counter', { counter: 1 }],
    ['of an unknown passkey', { credentialId: 'AAAA' }],
  ])('is refused with an assertion %s, which cannot be tried again', async (_what, overrides) => {
    const consent = await confirmChange(app, grace, milder, overrides);
    await refusedWith(updatePolicy(app, grace, { ...milder, consent }), 'CONSENT_MISMATCH');
    await refusedWith(updatePolicy(app, grace, { ...milder, consent }), 'CONSENT_REQUIRED');
    expect(await versionsOf(app, grace)).toEqual([]);
  });

  it('is refused without an assertion, and with that of somebody else', async () => {
    const { id } = await startPolicyChange(app, grace, milder);
    await refusedWith(updatePolicy(app, grace, { ...milder, consent: { challengeId: id } }), 'CONSENT_REQUIRED');
    const heidi = await passkeyPerson(app, 'Heidi');
    const asked = await startPolicyChange(app, grace, milder);
    const assertion = heidi.authenticator.assert({ ...asked.options, allowCredentials: [] }, ORIGIN);
    const stolen = { challengeId: asked.id, assertion };
    await refusedWith(updatePolicy(app, grace, { ...milder, consent: stolen }), 'CONSENT_MISMATCH');
    const consent = await confirmChange(app, grace, milder);
    await refusedWith(updatePolicy(app, heidi, { ...milder, consent }), 'CONSENT_REQUIRED');
    expect([...(await versionsOf(app, grace)), ...(await versionsOf(app, heidi))]).toEqual([]);
  });

  it('is not confirmed twice with one answer, however often and at once', async () => {
    const consent = await confirmChange(app, grace, milder);
    const results = await Promise.allSettled([1, 2, 3].map(() => updatePolicy(app, grace, { ...milder, consent })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await updatePolicy(app, grace, { askAboveUsd: '10' });
    await refusedWith(updatePolicy(app, grace, { ...milder, consent }), 'CONSENT_REQUIRED');
    expect(await policyOf(app, grace)).toMatchObject({ askAboveUsd: '10' });
  });

  it('is refused where the policy changed in between', async () => {
    const consent = await confirmChange(app, grace, milder);
    await updatePolicy(app, grace, { newDestinationAskAboveUsd: '5' });
    await refusedWith(updatePolicy(app, grace, { ...milder, consent }), 'CONSENT_MISMATCH');
    expect(await policyOf(app, grace)).toMatchObject({ version: 2, askAboveUsd: '1000' });
  });

  it('stays good where a payment was proposed in between: the backtest is of the moment it was asked', async () => {
    const consent = await confirmChange(app, grace, milder);
    await pay(app, grace);
    expect(await updatePolicy(app, grace, { ...milder, consent })).toMatchObject({ askAboveUsd: '2000' });
  });

  it('revives nothing: what was refused stays refused, what waits goes on waiting', async () => {
    const denied = await pay(app, grace, { asset: 'XLM', amount: '2000' });
    const asked = await pay(app, grace);
    expect(denied.status).toBe('DENIED');
    await loosen(app, grace, {
      assetCaps: [
        { asset: 'XLM', perDay: '50000', perTransaction: '50000' },
        { asset: 'USDC', perTransaction: '50000', perDay: '50000' },
      ],
      askAboveUsd: '50000',
    });
    expect(await rowOf(app, denied.id)).toMatchObject({ status: 'DENIED' });
    expect(await rowOf(app, asked.id)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    await refusedWith(sign(app, grace, denied.id), 'ALREADY_DECIDED');
    await refusedWith(sign(app, grace, asked.id), 'CONSENT_REQUIRED');
    await expectSilence(app, denied.id);
    await expectSilence(app, asked.id);
    expect(await pay(app, grace, { asset: 'XLM', amount: '2000' })).toMatchObject({ status: 'APPROVED' });
  });

  it('of a demo user on the local network goes without a passkey, but not without the question', async () => {
    const sam = await app.person('Sam');
    await refusedWith(updatePolicy(app, sam, milder), 'CONSENT_REQUIRED');
    const { id } = await startPolicyChange(app, sam, milder);
    expect(await updatePolicy(app, sam, { ...milder, consent: { challengeId: id } })).toMatchObject({ version: 2 });
  });
});
