import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EntityManager } from '@mikro-orm/core';
import { rawSql } from '../../platform/db/raw-sql.js';
import type { Metrics } from './metrics.js';
import { lastBackup, openWork, type Waiting } from './open-work.js';

/** What other parts know; a part that is absent leaves its metric without a value. */
export type MetricSources = {
  sockets?: () => number;
  /** The newest ledger of each network. */
  networks?: Record<string, () => Promise<{ closedAt: Date }>>;
  rotation?: () => Promise<{ activeVersion: number; remaining: number }>;
  attestationAgeSeconds?: () => Promise<number | null>;
};

const FRESH_MS = 5_000;
const PATIENCE_MS = 2_000;
const NANO = 1e9;

/** What is looked up when somebody asks: at most every five seconds, and each part for two seconds at most. */
export class LiveGauges {
  private readonly lag = monitorEventLoopDelay({ resolution: 20 });
  private readonly gauges;
  private looking: { at: number; done: Promise<void> } | null = null;

  constructor(
    private readonly em: EntityManager,
    private readonly metrics: Metrics,
    readonly sources: MetricSources = {},
    version = '',
  ) {
    this.gauges = gaugesOf(metrics);
    // A gauge begins with 0, which would read as keys that are all moved and evidence of this very second.
    for (const unknown of [this.gauges.keyVersion, this.gauges.keyRemaining, this.gauges.attestationAge])
      unknown.remove();
    this.gauges.build.set({ version }, 1);
    this.gauges.started.set(Date.now() / 1000);
    this.lag.enable();
  }

  stop(): void {
    this.lag.disable();
  }

  async text(): Promise<string> {
    if (!this.looking || Date.now() - this.looking.at > FRESH_MS) this.looking = { at: Date.now(), done: this.look() };
    await this.looking.done;
    return this.metrics.registry.metrics();
  }

  private async look(): Promise<void> {
    const { sources, gauges } = this;
    gauges.sockets.set(sources.sockets?.() ?? 0);
    gauges.memory.set(process.memoryUsage.rss());
    for (const [quantile, value] of Object.entries({ '0.5': this.lag.percentile(50), '0.99': this.lag.percentile(99) }))
      gauges.lag.set({ quantile }, value / NANO);
    this.lag.reset();
    await Promise.all([
      this.part('database', () => this.lookAtDatabase()),
      this.part('rotation', () => this.lookAtRotation()),
      this.part('attestation', async () => {
        const age = await sources.attestationAgeSeconds?.();
        if (age !== undefined && age !== null) gauges.attestationAge.set(age);
      }),
      ...Object.entries(sources.networks ?? {}).map(([network, latest]) => this.lookAtNetwork(network, latest)),
    ]);
  }

  private async lookAtDatabase(): Promise<void> {
    const { gauges } = this;
    gauges.databaseUp.set(0);
    const em = this.em.fork();
    const from = performance.now();
    await rawSql(em, 'select 1 as one');
    gauges.databasePing.set((performance.now() - from) / 1000);
    for (const waiting of await openWork(em)) this.show(waiting);
    const backup = await lastBackup(em);
    gauges.backupAt.set(backup ? backup.at.getTime() / 1000 : 0);
    gauges.backupNumber.set(backup?.number ?? 0);
    gauges.databaseUp.set(1);
  }

  private show({ what, label, count, oldest }: Waiting): void {
    const kind = { kind: what, state: label };
    this.gauges.open.set(kind, count);
    this.gauges.openAge.set(kind, oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1000) : 0);
  }

  private async lookAtRotation(): Promise<void> {
    const found = await this.sources.rotation?.();
    if (!found) return;
    this.gauges.keyVersion.set(found.activeVersion);
    this.gauges.keyRemaining.set(found.remaining);
  }

  private async lookAtNetwork(network: string, latest: () => Promise<{ closedAt: Date }>): Promise<void> {
    this.gauges.networkUp.set({ network }, 0);
    await this.part('network', async () => {
      const { closedAt } = await latest();
      this.gauges.ledgerAge.set({ network }, Math.max(0, (Date.now() - closedAt.getTime()) / 1000));
      this.gauges.networkUp.set({ network }, 1);
    });
  }

  // One part that hangs or fails must not keep the others from being seen.
  private async part(part: string, look: () => Promise<void>): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('too late')), PATIENCE_MS);
    await Promise.race([look(), late.promise]).catch(() => this.metrics.scrapeErrors.inc({ part }));
    clearTimeout(timer);
  }
}

const gaugesOf = (metrics: Metrics) => ({
  build: metrics.gauge('tuxedo_build_info', 'Always 1; the version is a label.', ['version']),
  started: metrics.gauge('tuxedo_start_timestamp_seconds', 'When this process started.'),
  open: metrics.gauge('tuxedo_open', 'What waits: approvals, transactions, reservations, runs.', ['kind', 'state']),
  openAge: metrics.gauge('tuxedo_open_oldest_age_seconds', 'Since when the oldest of it waits.', ['kind', 'state']),
  backupAt: metrics.gauge('tuxedo_backup_timestamp_seconds', 'When the newest whole backup was made; 0: never.'),
  backupNumber: metrics.gauge('tuxedo_backup_number', 'The number of the newest whole backup.'),
  databaseUp: metrics.gauge('tuxedo_database_up', '1 if the database answered just now.'),
  databasePing: metrics.gauge('tuxedo_database_ping_seconds', 'How long it took to answer nothing.'),
  networkUp: metrics.gauge('tuxedo_network_up', '1 if the Stellar network answered just now.', ['network']),
  ledgerAge: metrics.gauge('tuxedo_network_ledger_age_seconds', 'Age of its newest ledger.', ['network']),
  keyVersion: metrics.gauge('tuxedo_key_active_version', 'The version that new keys are wrapped with.'),
  keyRemaining: metrics.gauge('tuxedo_key_records_remaining', 'Records that are still wrapped with an older version.'),
  attestationAge: metrics.gauge('tuxedo_attestation_age_seconds', 'Age of the newest evidence of the enclave.'),
  sockets: metrics.gauge('tuxedo_sockets', 'WebSockets that are open now.'),
  memory: metrics.gauge('tuxedo_resident_memory_bytes', 'Memory of this process.'),
  lag: metrics.gauge('tuxedo_event_loop_lag_seconds', 'Delay of the event loop since the last look.', ['quantile']),
});
