import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { growChain } from '../../../test/support/app/audit-case.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import { agentActor } from '../../kernel/actor.js';
import { verifyText } from '../../verify/cli.js';

const VERIFY = `query ($knownHead: String, $knownSeq: Int) { verifyAuditLog(knownHead: $knownHead, knownSeq: $knownSeq) {
  valid entries head checkpoints checkpointKey knownHeadFound message } }`;
const EXPORT =
  'query ($format: AuditFormat!, $after: Int) { auditExport(format: $format, after: $after) { text nextSeq head } }';

let app: TestApp;
let ada: Person;
beforeAll(async () => {
  app = await createTestApp();
  ada = await app.person();
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());
const verify = async (variables = {}) => (await app.as(ada.actor, VERIFY, variables)).verifyAuditLog;
const exported = async (variables: Record<string, unknown>) => (await app.as(ada.actor, EXPORT, variables)).auditExport;

describe('a head that was kept', () => {
  it('is found by its hash, and by its hash and number', async () => {
    const { head, entries, checkpointKey } = await verify();
    expect(checkpointKey).toBe((await app.vault.publicKeys()).audit);
    expect(await verify({ knownHead: head })).toMatchObject({ valid: true, knownHeadFound: true });
    expect(await verify({ knownHead: head, knownSeq: entries })).toMatchObject({ valid: true, knownHeadFound: true });
    expect(await verify({ knownHead: head, knownSeq: 1 })).toMatchObject({ valid: false, knownHeadFound: false });
    expect(await verify({ knownHead: 'a'.repeat(64) })).toMatchObject({ valid: false, knownHeadFound: false });
  });

  it.each([
    ['a number alone', { knownSeq: 1 }],
    ['what is no hash', { knownHead: 'abc' }],
    ['a hash in capitals', { knownHead: 'A'.repeat(64) }],
  ])('refuses %s with what to give', async (_what, variables) => {
    await expect(verify(variables)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the export', () => {
  it('is a file that holds offline, ends with the head that it names, and holds my acts alone', async () => {
    await app.person('Mallory');
    const { text, nextSeq, head } = await exported({ format: 'JSONL' });
    expect(nextSeq).toBeNull();
    expect((await verifyText(text, { head })).ok).toBe(true);
    const users = new Set(text.match(/"userId":"[^"]+"/g));
    expect([...users]).toEqual([`"userId":"${ada.actor.userId}"`]);
    expect((await verify()).head).toBe(head);
  });

  it('is refused to the agent, and for a page before the first', async () => {
    const agent = agentActor(ada.actor.userId, {});
    await expect(app.as(agent, EXPORT, { format: 'CSV' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(exported({ format: 'CSV', after: -1 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('goes on where the page before ended', async () => {
    await growChain(app.orm, ada.actor.userId, 1_000);
    const first = await exported({ format: 'JSONL' });
    expect(first.nextSeq).toBe(1_000);
    const second = await exported({ format: 'JSONL', after: first.nextSeq });
    expect(second.nextSeq).toBeNull();
    const report = await verifyText(first.text + second.text, { head: second.head });
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.steps[1]!.message).toMatch(/^3 agree/);
  }, 60_000);
});
