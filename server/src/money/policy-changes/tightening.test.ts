import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  actsOf,
  agentOf,
  approvalOf,
  approve,
  expectSilence,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  sign,
} from '../../../test/support/app/money-case.js';
import { policyOf, updatePolicy, versionsOf } from '../../../test/support/app/policy-case.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { PolicyVersion } from '../policy/policy.entity.js';

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

describe('a stricter policy', () => {
  it('holds at once, without a passkey, and is written down', async () => {
    const changed = await updatePolicy(app, grace, { ...cap('XLM', { perTransaction: '4' }), askAboveUsd: '900' });
    expect(changed).toMatchObject({ version: 2, askAboveUsd: '900' });
    expect(changed.caps[0]).toMatchObject({ asset: 'XLM', perTransaction: '4', perDay: '1000' });
    expect(await policyOf(app, grace)).toEqual(changed);
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    const [entry, ...none] = await acts();
    expect(none).toEqual([]);
    expect(entry).toMatchObject({ action: 'policy.tightened', actor: 'PERSON' });
    expect(entry!.details).toMatchObject({
      version: 2,
      differences: [{ direction: 'TIGHTER' }, { direction: 'TIGHTER' }],
    });
    expect(await chain()).toBe(true);
  });

  it('changes nothing where everything is so already', async () => {
    await updatePolicy(app, grace, { askAboveUsd: '900' });
    expect(await updatePolicy(app, grace, { askAboveUsd: '900' })).toMatchObject({ version: 2 });
    expect(await versionsOf(app, grace)).toHaveLength(1);
    expect(await acts()).toHaveLength(1);
  });

  it('between proposal and signature refuses what was allowed', async () => {
    const { id, status } = await pay(app, grace, SMALL);
    expect(status).toBe('APPROVED');
    await updatePolicy(app, grace, cap('XLM', { perDay: '1' }));
    await refusedWith(sign(app, grace, id), 'SPENDING_LIMIT_EXCEEDED');
    expect(await rowOf(app, id)).toMatchObject({ status: 'DENIED', verdict: { policyVersion: 2 } });
    await expectSilence(app, id);
  });

  it('between approval and signature takes the consent back, even where it only asks', async () => {
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    await updatePolicy(app, grace, { askAboveUsd: '1' });
    await refusedWith(sign(app, grace, id), 'CONSENT_MISMATCH');
    expect(app.signed).toEqual([]);
    expect(await rowOf(app, id)).toMatchObject({ envelope: null });
  });

  it('between card and approval wants a new look at the card', async () => {
    const { id } = await pay(app, grace);
    const old = await grace.confirm(id);
    await updatePolicy(app, grace, { askAboveUsd: '1' });
    await refusedWith(approve(app, grace, old), 'CONSENT_MISMATCH');
    await expectSilence(app, id);
    await approve(app, grace, await grace.confirm(id));
    expect((await approvalOf(app, id)).canonical).toContain('policy: 2\n');
    expect(await sign(app, grace, id)).toMatchObject({ status: 'SIGNED' });
  });

  it('closes the cards that it contradicts, and leaves the others', async () => {
    const refused = await pay(app, grace);
    const asked = await pay(app, grace, { asset: 'XLM', amount: '150' });
    await updatePolicy(app, grace, cap('USDC', { perDay: '600' }));
    expect(await rowOf(app, refused.id)).toMatchObject({
      status: 'SUPERSEDED',
      failure: { code: 'SPENDING_LIMIT_EXCEEDED' },
      verdict: { decision: 'REFUSE', policyVersion: 2 },
    });
    expect(await approvalOf(app, refused.id)).toMatchObject({ status: 'SUPERSEDED' });
    expect(await actsOf(app, refused.id)).toContain('approval.superseded');
    expect((await acts())[0]!.details).toMatchObject({ superseded: [refused.id] });
    expect(await rowOf(app, asked.id)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    const late = { id: refused.id, consentDigest: (await approvalOf(app, refused.id)).digest };
    await refusedWith(approve(app, grace, late), 'ALREADY_DECIDED');
    await expectSilence(app, refused.id);
  });

  it('is not made by an agent', async () => {
    const attempt = app.as(agentOf(grace), 'mutation { updatePolicy(input: { askAboveUsd: "1" }) { version } }');
    await refusedWith(attempt, 'PERMISSION_DENIED');
    expect(await versionsOf(app, grace)).toEqual([]);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    [
      'an asset twice',
      {
        assetCaps: [
          { asset: 'XLM', perDay: '1' },
          { asset: 'XLM', perDay: '2' },
        ],
      },
    ],
    ['a new asset without limits', cap(`ODD:${ACME}`, {})],
    ['an unknown code', cap('ODD', { perDay: '1' })],
    ['a cap that allows', cap('XLM', { overPerTransaction: 'ALLOW' })],
    ['an eighth day', { allowedHours: [{ days: [8], fromMinute: 0, toMinute: 60 }] }],
    ['a night as one part', { allowedHours: [{ fromMinute: 1300, toMinute: 300 }] }],
    ['a negative rate', { callsPerHour: -1 }],
  ])('is refused for %s, with a sentence', async (_what, input) => {
    await refusedWith(updatePolicy(app, grace, input as Record<string, unknown>), 'BAD_USER_INPUT');
    expect(await versionsOf(app, grace)).toEqual([]);
  });

  it('that a script wrote into the table stops everything', async () => {
    await updatePolicy(app, grace, { askAboveUsd: '900' });
    const [row] = await versionsOf(app, grace);
    const rules = { ...row!.rules, askAboveUsd: '900000' };
    await app.orm.em.fork().nativeUpdate(PolicyVersion, { id: row!.id }, { rules });
    await refusedWith(pay(app, grace, SMALL), 'PERMISSION_DENIED');
    expect(app.signed).toEqual([]);
  });
});
