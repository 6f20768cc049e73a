import type { EntityManager } from '@mikro-orm/core';
import type { FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { RunLoop } from '../../agent/runs/run-loop.js';
import type { ToolRunner } from '../../agent/runs/tool-runner.js';
import type { PolicyService } from '../../money/policy/policy.service.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { afterCommit } from '../../platform/db/after-commit.js';
import type { Events } from '../../platform/events/events.js';
import type { GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import type { StellarGateway } from '../../stellar/gateway.js';
import type { Vault } from '../../vault/contract/vault.js';
import { countAct, countStep } from './act-counts.js';
import { watchDoor } from './door-watch.js';
import { watchRequests } from './http-watch.js';
import { LiveGauges, type MetricSources } from './live-gauges.js';
import { Metrics } from './metrics.js';
import { addMetricsRoute } from './metrics-route.js';
import { errorLabel } from './operation-facts.js';
import { Tracing } from './tracing.js';
import { TransactionClock } from './transaction-clock.js';
import { watched } from './watched.js';

export type TelemetryOptions = {
  version: string;
  publicUrl: string;
  /** An OpenTelemetry collector, such as http://localhost:4318; null: no spans. */
  tracesTo: string | null;
  metricsToken: string | null;
};

/** Looks on while the server works: counts for /metrics, spans for a collector. Takes part in nothing. */
export class Telemetry {
  readonly metrics = new Metrics();
  private readonly tracing: Tracing;
  private gauges: LiveGauges | null = null;

  constructor(private readonly options: TelemetryOptions) {
    const { tracesTo: endpoint, version } = options;
    this.tracing = new Tracing(endpoint === null ? null : { endpoint, version });
  }

  /** Adds /metrics and measures every answer. */
  addTo(fastify: FastifyInstance, em: EntityManager, sources: MetricSources): void {
    em.getEventManager().registerSubscriber(new TransactionClock(this.metrics));
    this.gauges = new LiveGauges(em, this.metrics, sources, this.options.version);
    const { metricsToken: token, publicUrl } = this.options;
    watchRequests(fastify, this.metrics, this.tracing);
    addMetricsRoute(fastify, { token, publicUrl, text: () => this.gauges!.text() });
  }

  async close(): Promise<void> {
    this.gauges?.stop();
    await this.tracing.close();
  }

  door(door: GraphQLDoor, schema: GraphQLSchema): GraphQLDoor {
    return watchDoor(door, schema, this.metrics, this.tracing);
  }

  audit(audit: AuditLog): AuditLog {
    return watched(audit, {
      record: async (call, tx, event) => {
        afterCommit(tx, () => countAct(this.metrics, event));
        return call();
      },
    });
  }

  events(events: Events): Events {
    return watched(events, {
      publish: async (call, tx, stream, payload) => {
        if (stream.startsWith('run:')) afterCommit(tx, () => countStep(this.metrics, payload));
        return call();
      },
    });
  }

  vault(vault: Vault): Vault {
    return watched(vault, {
      sign: (call, { authority }) =>
        this.tracing.within('sign', { 'tuxedo.authority': authority.kind }, async () => {
          const count = (outcome: string) => this.metrics.signatures.inc({ authority: authority.kind, outcome });
          try {
            const signed = await call();
            count('signed');
            return signed;
          } catch (error) {
            count(errorLabel((error as { code?: unknown }).code));
            throw error;
          }
        }),
    });
  }

  policy(policy: PolicyService): PolicyService {
    return watched(policy, {
      weigh: (call) =>
        this.tracing.within('verdict', {}, async (span) => {
          const weighed = await call();
          span?.setAttribute('tuxedo.decision', weighed.verdict.decision);
          return weighed;
        }),
    });
  }

  gateway(gateway: StellarGateway): StellarGateway {
    const { network } = gateway.definition;
    return watched(gateway, {
      submit: (call) =>
        this.tracing.within('submit', { 'tuxedo.network': network }, async (span) => {
          const end = this.metrics.sendSeconds.startTimer({ network });
          const result = await call();
          end({ answer: result.kind });
          span?.setAttribute('tuxedo.outcome', result.kind);
          return result;
        }),
    });
  }

  runLoop(loop: RunLoop): RunLoop {
    return watched(loop, {
      run: (call, run) =>
        this.tracing.within('run', { 'tuxedo.run': run.id }, async () => {
          const end = this.metrics.runSeconds.startTimer();
          await call();
          end();
        }),
    });
  }

  toolRunner(runner: ToolRunner, exists: (name: string) => boolean): ToolRunner {
    return watched(runner, {
      run: (call, { name }) => {
        // The model may ask for any name; only those that exist are repeated.
        const tool = exists(name) ? name : 'unknown';
        return this.tracing.within(`tool ${tool}`, { 'tuxedo.tool': tool }, async (span) => {
          const outcome = await call();
          this.metrics.toolCalls.inc({ tool, ok: String(outcome.ok) });
          span?.setAttribute('tuxedo.ok', outcome.ok);
          return outcome;
        });
      },
    });
  }
}
