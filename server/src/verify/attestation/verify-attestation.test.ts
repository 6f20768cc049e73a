import { describe, expect, it } from 'vitest';
import { event, SyntheticMachine } from '../../tee/attestation/testing/synthetic-machine.js';
import { readPolicy } from './release-policy.js';
import { type SyntheticCase, syntheticCase, tdxQuoteFor } from './testing/synthetic-case.js';
import { bit, digestOf, honestCase, log, newest, platform, policy } from './testing/wrong.js';
import { WRONG_MACHINES } from './testing/wrong-machines.js';
import { WRONG_PLATFORMS } from './testing/wrong-platforms.js';
import { verifyAttestation } from './verify-attestation.js';

const failures = async (subject: SyntheticCase) => {
  const { steps, ok } = await verifyAttestation(subject);
  const bad = steps.filter((one) => !one.ok);
  expect(ok).toBe(bad.length === 0);
  return { names: bad.map(({ name }) => name), why: bad[0]?.message ?? '' };
};
const saying = async (subject: SyntheticCase, step: string): Promise<string | undefined> =>
  (await verifyAttestation(subject)).steps.find(({ name }) => name === step)?.message;

const STEPS = [
  ...['document', 'quote', 'collateral', 'processor', 'signature', 'platform status', 'machine', 'nonce'],
  ...['report data', 'event log', 'compose file', 'release', 'system', 'channel'],
];
/** What cannot be checked once a step failed. */
const OPEN: Record<string, string[]> = {
  document: STEPS.filter((step) => !['document', 'collateral', 'channel'].includes(step)),
  quote: STEPS.filter((step) => !['document', 'quote', 'collateral', 'nonce', 'channel'].includes(step)),
  collateral: ['processor', 'signature', 'platform status'],
  processor: ['signature', 'platform status'],
  'event log': ['compose file', 'release', 'system'],
};

describe('evidence that fits', () => {
  it.each([
    ['version 4', {}],
    ['version 5', { version: 5 }],
    ['version 5 with the report of TDX 1.0', { version: 5, tdx15: false }],
    ['the first TDX module', { teeTcbSvn: [5, 0, 2, ...Array<number>(13).fill(0)] }],
  ] as const)('holds in every step, by a quote of %s', async (_what, change) => {
    const subject = honestCase();
    subject.answer.evidence.quote = tdxQuoteFor(subject, change as Parameters<typeof tdxQuoteFor>[1]);
    const report = await verifyAttestation(subject);
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.steps.map(({ name }) => name)).toEqual(STEPS);
    expect(report).toMatchObject({ ok: true, trust: expect.stringContaining('NOTHING about real hardware') });
  });

  it('may go on after the boot, and end with the zeros of a buffer', async () => {
    const subject = honestCase();
    log((boot) => [...boot, event('app-said', 'aa', { version: 2 })])(subject);
    subject.answer.evidence.quote += '00'.repeat(70);
    expect(await failures(subject)).toEqual({ names: [], why: '' });
  });

  it('fits a host that measured the compose file too, and whatever the policy demands', async () => {
    const subject = honestCase();
    const { evidence } = subject.answer;
    evidence.keySet.tlsKeys = ['cc'.repeat(32)];
    evidence.keySetDigest = digestOf(subject);
    evidence.quote = tdxQuoteFor(subject, { mrConfigId: `01${evidence.composeHash}${'0'.repeat(30)}` });
    subject.channel.tlsKey = 'cc'.repeat(32);
    const measured = { mrtd: 'a1'.repeat(48), rtmr0: 'b0'.repeat(48), rtmr1: 'b1'.repeat(48), rtmr2: 'b2'.repeat(48) };
    policy({
      appId: evidence.appId,
      policyEngine: 'tuxedo-policy/1',
      osImageHashes: ['05'.repeat(32)],
      keyProviders: ['0f'.repeat(16)],
      measurements: [measured],
      channel: 'BOUND',
    })(subject);
    expect(await failures(subject)).toEqual({ names: [], why: '' });
    expect(await saying(subject, 'system')).toBe('OS and key provider are the policy’s.');
    expect(await saying(subject, 'compose file')).toContain('configured for it too');
    expect(await saying(subject, 'channel')).toContain('ends in the machine');
  });

  it('says what it did not check', async () => {
    expect(await saying(honestCase(), 'system')).toContain('NOT CHECKED');
    expect(await saying(honestCase(), 'channel')).toContain('NOT BOUND');
  });
});

describe('evidence in which one thing is wrong', () => {
  it.each([...WRONG_PLATFORMS, ...WRONG_MACHINES])('does not hold: $what ($step)', async ({ step, says, change }) => {
    const subject = honestCase();
    change(subject);
    const { names, why } = await failures(subject);
    expect(names).toEqual([step, ...(OPEN[step] ?? [])]);
    expect(why).toMatch(says);
  });

  it('does not hold: a true answer to another nonce, or to none', async () => {
    const old = honestCase();
    old.nonce = 'ff'.repeat(32);
    expect((await failures(old)).names).toEqual(['nonce', 'report data']);
    old.answer.evidence.nonce = old.nonce;
    expect((await failures(old)).names).toEqual(['report data']);
    const shared = honestCase();
    shared.answer.evidence.nonce = null;
    shared.answer.evidence.quote = tdxQuoteFor(shared);
    expect((await failures(shared)).names).toEqual(['nonce', 'report data']);
  });

  it('says of everything else in a quote that nobody is proved to have signed it', async () => {
    const subject = honestCase();
    bit(200)(subject);
    const { steps } = await verifyAttestation(subject);
    const unproved = steps.filter(({ message }) => message.includes('BUT no processor'));
    expect(unproved.map(({ name }) => name)).toEqual([
      ...['machine', 'report data', 'event log', 'compose file', 'release', 'system'],
    ]);
    expect((await verifyAttestation(honestCase())).steps.some(({ message }) => message.includes('BUT'))).toBe(false);
  });

  it('breaks every step of the report', () => {
    const broken = new Set([...WRONG_PLATFORMS, ...WRONG_MACHINES].map(({ step }) => step));
    expect(STEPS.filter((step) => !broken.has(step))).toEqual(['nonce']);
  });

  it('holds under its own root alone, not under that of another maker with the same names', async () => {
    const subject = syntheticCase();
    subject.trust.root = platform.rootSha256;
    expect((await failures(subject)).names).toEqual(['collateral', ...OPEN.collateral!]);
    expect((await failures(syntheticCase(new SyntheticMachine()))).names).toEqual([]);
  });
});

describe('a policy', () => {
  it('may allow more than the best, by name', async () => {
    const subject = honestCase();
    newest({ tcbStatus: 'OutOfDate', advisoryIDs: ['INTEL-SA-00001'] })(subject);
    policy({ tcb: { statuses: ['UpToDate', 'OutOfDate'], advisories: ['INTEL-SA-00001'] } })(subject);
    expect((await failures(subject)).names).toEqual([]);
    policy({ tcb: { statuses: ['UpToDate', 'OutOfDate'], advisories: [] } })(subject);
    expect((await failures(subject)).names).toEqual(['platform status']);
  });

  it.each([
    ['nothing', {}],
    ['no compose hash', { version: 'tuxedo-release/v1', composeHashes: [] }],
    ['a field that is misspelt', { version: 'tuxedo-release/v1', composeHashes: ['ab'.repeat(32)], osImages: [] }],
    [
      'what was revoked',
      { version: 'tuxedo-release/v1', composeHashes: ['ab'.repeat(32)], tcb: { statuses: ['Revoked'] } },
    ],
    ['a hash in capitals', { version: 'tuxedo-release/v1', composeHashes: ['AB'.repeat(32)] }],
  ])('that asks for %s is refused', (_what, value) => {
    expect(() => readPolicy(value)).toThrow('The policy cannot be used');
  });
});
