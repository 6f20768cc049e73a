import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { scrub } from '../../kernel/scrub.js';
import type { Enclave } from './enclave.js';
import type { Evidence, EvidenceState } from './evidence.js';
import { selfCheck } from './self-check.js';
import { type KeySet, keySetDigest, reportDataOf } from './statement.js';

export type EnclaveParts = {
  enclave: Enclave;
  keySet: () => Promise<KeySet>;
  policyEngine: string;
  now?: () => number;
};

export type EvidenceParts = {
  /** Of the enclave itself, or of the process that holds its socket. */
  ask: (nonce: string | null) => Promise<Evidence>;
  onError: (error: unknown) => void;
  now?: () => number;
};

const REFRESH_MS = 5 * MINUTE_MS;
const JITTER_MS = 30_000;
const RETRY_MS = 15_000;
const FRESH_MS = 15 * MINUTE_MS;
const REMEMBER_MS = 10_000;
const MAX_REMEMBERED = 64;
const AT_ONCE = 2;
const MAX_WAITING = 8;

type Remembered = { at: number; evidence: Promise<Evidence> };

/** Gets quotes from the enclave: one that everybody without a nonce shares, and a bounded number for those with one. */
export class EvidenceService {
  private latest: Evidence | null = null;
  private refreshing: Promise<Evidence> | null = null;
  private readonly byNonce = new Map<string, Remembered>();
  private readonly waiting: (() => void)[] = [];
  private working = 0;
  private lastError: string | null = null;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly parts: EvidenceParts) {}

  /** Keeps the shared evidence fresh, so that a request without a nonce never waits for the processor. */
  async start(): Promise<void> {
    const wait = await this.refresh().then(
      () => REFRESH_MS + Math.random() * JITTER_MS,
      (error) => {
        this.parts.onError(error);
        return RETRY_MS;
      },
    );
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.start(), wait);
    this.timer.unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async latestEvidence(): Promise<Evidence> {
    return this.latest && this.state() === 'FRESH' ? this.latest : this.refresh();
  }

  /** A quote over the caller's nonce. The same nonce within some seconds gets the same quote. */
  forNonce(nonce: string): Promise<Evidence> {
    const now = this.now();
    for (const [key, { at }] of this.byNonce) if (now - at > REMEMBER_MS) this.byNonce.delete(key);
    const known = this.byNonce.get(nonce);
    if (known) return known.evidence;
    if (this.waiting.length >= MAX_WAITING || this.byNonce.size >= MAX_REMEMBERED)
      return Promise.reject(new DomainError(ErrorCode.RATE_LIMITED, BUSY, {}, 5));
    const evidence = this.inTurn(() => this.make(nonce));
    this.byNonce.set(nonce, { at: now, evidence });
    evidence.catch(() => this.byNonce.delete(nonce));
    return evidence;
  }

  state(): EvidenceState {
    if (!this.latest) return 'UNAVAILABLE';
    return this.ageMs(this.latest) < FRESH_MS ? 'FRESH' : 'STALE';
  }

  /** For /health: what there is and how old, never that it was verified, for nobody can vouch for himself. */
  report(): Record<string, unknown> {
    const { latest } = this;
    const found = latest && {
      ageSeconds: this.ageSeconds(latest),
      appId: latest.appId,
      instanceId: latest.instanceId,
      composeHash: latest.composeHash,
      keySetDigest: latest.keySetDigest,
    };
    return { mode: 'required', evidence: this.state().toLowerCase(), ...found, lastError: this.lastError };
  }

  ageSeconds(evidence: Evidence): number {
    return Math.floor(this.ageMs(evidence) / 1_000);
  }

  refresh(): Promise<Evidence> {
    this.refreshing ??= this.make(null)
      .then((evidence) => (this.latest = evidence))
      .finally(() => {
        this.refreshing = null;
      });
    return this.refreshing;
  }

  private async make(nonce: string | null): Promise<Evidence> {
    try {
      const evidence = await this.parts.ask(nonce);
      this.lastError = null;
      return evidence;
    } catch (error) {
      this.lastError = error instanceof Error ? scrub(error.message) : 'failed';
      throw error;
    }
  }

  // The processor makes few quotes a second, and a crowd must not keep it from the next honest caller for long.
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.working >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.working += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.working -= 1;
    }
  }

  private now(): number {
    return (this.parts.now ?? Date.now)();
  }

  private ageMs({ generatedAt }: Evidence): number {
    return this.now() - generatedAt.getTime();
  }
}

const BUSY = 'Too many ask for a quote at once. Try again in some seconds, or ask without a nonce.';

/** Asks the enclave for a quote over nonce, keys and policy engine, and sees that it fits before anybody gets it. */
export const askEnclave =
  ({ enclave, policyEngine, now = Date.now, ...parts }: EnclaveParts) =>
  async (nonce: string | null): Promise<Evidence> => {
    const keySet = await parts.keySet();
    const digest = keySetDigest(keySet);
    const reportData = reportDataOf({ nonce, keySetDigest: digest, policyEngine });
    const quote = await enclave.quote(reportData);
    const generatedAt = new Date(now());
    const info = await enclave.info();
    const { composeHash, appId, instanceId } = selfCheck(quote, info, reportData);
    return {
      nonce,
      keySet,
      policyEngine,
      composeHash,
      appId,
      instanceId,
      generatedAt,
      keySetDigest: digest,
      quote: Buffer.from(quote.quote).toString('hex'),
      eventLog: quote.eventLog.filter(({ imr }) => imr === 3),
      appCompose: info.appCompose,
      vmConfig: info.vmConfig,
    };
  };
