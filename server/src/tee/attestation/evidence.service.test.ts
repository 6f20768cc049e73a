import { afterEach, expect, it } from 'vitest';
import type { Enclave, EnclaveInfo, EnclaveQuote } from './enclave.js';
import { EnclaveError } from './enclave.js';
import { askEnclave, EvidenceService } from './evidence.service.js';
import { type KeySet, keySetDigest, reportDataOf, statementText } from './statement.js';
import { SyntheticMachine } from './testing/synthetic-machine.js';

const machine = new SyntheticMachine();
const KEYS: KeySet = { version: 'tuxedo-key-set/v1', auditCheckpointKey: 'AA==', verdictKey: null, tlsKeys: [] };
const nonceOf = (n: number): string => n.toString(16).padStart(64, '0');

/** An enclave whose quotes can be held back, counted and broken. */
class SlowEnclave implements Enclave {
  quotes = 0;
  atOnce = 0;
  mostAtOnce = 0;
  broken: EnclaveError | null = null;
  held: (() => void)[] | null = null;

  async info(): Promise<EnclaveInfo> {
    const { appId, instanceId, appCompose } = machine;
    return { appId, instanceId, appCompose, osImageHash: null, keyProvider: null, vmConfig: null };
  }

  async quote(reportData: Uint8Array): Promise<EnclaveQuote> {
    this.quotes += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    if (this.held) await new Promise<void>((resolve) => this.held?.push(resolve));
    else await new Promise((resolve) => setImmediate(resolve));
    this.atOnce -= 1;
    if (this.broken) throw this.broken;
    return { quote: machine.quote(reportData), eventLog: machine.log.map((one) => ({ ...one, digest: '' })) };
  }

  async key(): Promise<Uint8Array> {
    throw new Error('Evidence needs no key.');
  }
}

let service: EvidenceService | undefined;
afterEach(() => service?.stop());

const open = () => {
  const enclave = new SlowEnclave();
  const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
  const errors: unknown[] = [];
  const now = () => clock.now;
  const ask = askEnclave({ enclave, policyEngine: 'tuxedo-policy/1', now, keySet: async () => KEYS });
  service = new EvidenceService({ ask, now, onError: (error) => errors.push(error) });
  return { enclave, clock, errors, evidence: service };
};
const minutes = (count: number): number => count * 60_000;

it('puts nonce, keys and policy engine under the quote, in a line of its own purpose', async () => {
  const { evidence } = open();
  const found = await evidence.forNonce(nonceOf(1));
  const statement = { nonce: nonceOf(1), keySetDigest: keySetDigest(KEYS), policyEngine: 'tuxedo-policy/1' };
  expect(statementText(statement)).toBe(
    `{"keySet":"${keySetDigest(KEYS)}","nonce":"${nonceOf(1)}","policyEngine":"tuxedo-policy/1","purpose":"tuxedo-attestation/v1"}`,
  );
  const raw = Buffer.from(found.quote, 'hex');
  expect(raw.subarray(568, 632)).toEqual(Buffer.from(reportDataOf(statement)));
  expect(found).toMatchObject({ nonce: nonceOf(1), composeHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(reportDataOf({ ...statement, nonce: null })).not.toEqual(reportDataOf(statement));
});

it('shares one quote among all who bring no nonce, until it is old', async () => {
  const { enclave, clock, evidence } = open();
  expect(evidence.state()).toBe('UNAVAILABLE');
  const all = await Promise.all(Array.from({ length: 20 }, () => evidence.latestEvidence()));
  expect(new Set(all).size).toBe(1);
  clock.now += minutes(14);
  expect(await evidence.latestEvidence()).toBe(all[0]);
  expect([enclave.quotes, evidence.state(), evidence.ageSeconds(all[0]!)]).toEqual([1, 'FRESH', 14 * 60]);
  clock.now += minutes(2);
  expect(evidence.state()).toBe('STALE');
  await evidence.latestEvidence();
  expect([enclave.quotes, evidence.state()]).toEqual([2, 'FRESH']);
});

it('makes one quote for a nonce that many bring at once, and a new one later', async () => {
  const { enclave, clock, evidence } = open();
  const all = await Promise.all(Array.from({ length: 20 }, () => evidence.forNonce(nonceOf(7))));
  expect([new Set(all).size, enclave.quotes]).toEqual([1, 1]);
  clock.now += 11_000;
  expect(await evidence.forNonce(nonceOf(7))).not.toBe(all[0]);
  expect(enclave.quotes).toBe(2);
});

it('asks the processor for two quotes at once and no more, and sends a crowd away with a time to wait', async () => {
  const { enclave, evidence } = open();
  enclave.held = [];
  const asked = Array.from({ length: 30 }, (_, n) =>
    evidence.forNonce(nonceOf(n)).then(
      () => 'made',
      (error) => error,
    ),
  );
  await new Promise((resolve) => setImmediate(resolve));
  expect(enclave.atOnce).toBe(2);
  const held = enclave.held;
  enclave.held = null;
  for (const go of held) go();
  const results = await Promise.all(asked);
  expect(results.filter((one) => one === 'made')).toHaveLength(10);
  const refused = results.find((one) => one !== 'made');
  expect(refused).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 5 });
  expect([enclave.quotes, enclave.mostAtOnce, enclave.atOnce]).toEqual([10, 2, 0]);
});

it('does not remember a failure, and reports it without a word of being verified', async () => {
  const { enclave, evidence, errors } = open();
  enclave.broken = new EnclaveError('REFUSED', `The guest agent refused GetQuote (500: token=${'s'.repeat(50)}).`);
  await expect(evidence.forNonce(nonceOf(1))).rejects.toBe(enclave.broken);
  await evidence.start();
  expect(errors).toEqual([enclave.broken]);
  expect(evidence.report()).toMatchObject({ evidence: 'unavailable', lastError: expect.stringContaining('GetQuote') });
  expect(JSON.stringify(evidence.report())).not.toContain('ssss');
  enclave.broken = null;
  await evidence.forNonce(nonceOf(1));
  await evidence.refresh();
  expect(evidence.report()).toMatchObject({ evidence: 'fresh', lastError: null, appId: machine.appId, ageSeconds: 0 });
  expect(JSON.stringify(evidence.report())).not.toMatch(/verified|trusted/i);
});

it('keeps the last evidence while the enclave is away, and calls it stale', async () => {
  const { enclave, clock, evidence } = open();
  await evidence.refresh();
  enclave.broken = new EnclaveError('TIMEOUT', 'late');
  clock.now += minutes(20);
  await expect(evidence.latestEvidence()).rejects.toBe(enclave.broken);
  expect(evidence.report()).toMatchObject({ evidence: 'stale', ageSeconds: 1_200, lastError: 'late' });
});
