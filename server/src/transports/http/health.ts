import type { FastifyInstance } from 'fastify';
import { scrub } from '../../kernel/scrub.js';

/** Each resolves when its part works and rejects when it does not. */
export type HealthChecks = Record<string, () => Promise<void>>;
/** What /health tells of a server that is ready, such as version, network, model, database and attestation. */
export type HealthFacts = () => Record<string, unknown>;

const CHECK_TIMEOUT_MS = 3_000;
const FRESH_MS = 500;

type Result = { name: string; error: string | null };

/** Whether the parts that the server needs are there. Asked by many at once, it looks once. */
export class Readiness {
  private closing = false;
  private looking: { at: number; results: Promise<Result[]> } | null = null;

  constructor(
    private readonly checks: HealthChecks,
    private readonly facts: HealthFacts,
  ) {}

  /** From here on no new work should be sent. */
  close(): void {
    this.closing = true;
  }

  async report(): Promise<{ ready: boolean; body: Record<string, unknown> }> {
    if (this.closing) return { ready: false, body: { status: 'stopping', failing: ['server'], checks: {} } };
    const results = await this.results();
    const failing = results.filter(({ error }) => error !== null).map(({ name }) => name);
    const checks = Object.fromEntries(results.map(({ name, error }) => [name, error ?? 'ok']));
    if (failing.length > 0) return { ready: false, body: { status: 'unavailable', failing, checks } };
    return { ready: true, body: { status: 'ok', ...this.facts(), checks } };
  }

  private results(): Promise<Result[]> {
    if (!this.looking || Date.now() - this.looking.at > FRESH_MS)
      this.looking = { at: Date.now(), results: Promise.all(Object.entries(this.checks).map(look)) };
    return this.looking.results;
  }
}

const look = async ([name, check]: [string, () => Promise<void>]): Promise<Result> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer in ${CHECK_TIMEOUT_MS} ms`)), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([check(), late.promise]);
    return { name, error: null };
  } catch (error) {
    return { name, error: scrub(error instanceof Error ? error.message : 'failed') };
  } finally {
    clearTimeout(timer);
  }
};

export const addHealthRoutes = (fastify: FastifyInstance, readiness: Readiness): void => {
  // Alive while it answers at all: a restart would not repair a database that is away.
  fastify.get('/health/live', { logLevel: 'silent' }, async () => ({ status: 'ok' }));
  for (const path of ['/health', '/health/ready'])
    fastify.get(path, { logLevel: 'silent' }, async (_request, reply) => {
      const { ready, body } = await readiness.report();
      return reply
        .code(ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(body);
    });
};
