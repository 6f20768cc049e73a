import type { MikroORM } from '@mikro-orm/core';
import type { Logger } from 'pino';
import type { RunWorker } from '../agent/runs/run-worker.js';
import { MINUTE_MS } from '../kernel/durations.js';
import type { OperatorKeysService } from '../keyring/operator-keys.service.js';
import type { RotationSchedule } from '../keyring/rotation-schedule.js';
import type { ApprovalsService } from '../money/approvals/approvals.service.js';
import type { Executor } from '../money/submission/executor.js';
import type { Telemetry } from '../operator/telemetry/telemetry.js';
import type { Checkpoints } from '../platform/audit/checkpoints.js';
import type { EvidenceService } from '../tee/attestation/evidence.service.js';
import type { HttpServer } from '../transports/http/server.js';
import type { VaultClient } from '../vault/channel/vault-client.js';

const EXPIRE_EVERY_MS = 2_000;
const SWEEP_EVERY_MS = 15_000;
const CHECKPOINTS_EVERY_MS = 30_000;
const KEYS_EVERY_MS = MINUTE_MS;

export type Running = {
  orm: MikroORM;
  http: HttpServer;
  executor: Executor;
  approvals: ApprovalsService;
  runWorker: RunWorker;
  checkpoints: Checkpoints;
  evidence: EvidenceService | null;
  schedule: RotationSchedule;
  operatorKeys: OperatorKeysService;
  log: Logger;
  telemetry: Telemetry;
  /** The way to a vault in another process; it outlasts everything that may still seal. */
  vaultClient: VaultClient | null;
};

/** Starts what works by itself, and stops it in the order in which nothing is left half done. */
export const lifecycle = ({
  orm,
  http,
  executor,
  approvals,
  runWorker,
  checkpoints,
  evidence,
  schedule,
  operatorKeys,
  log,
  telemetry,
  vaultClient,
}: Running) => {
  const timers: NodeJS.Timeout[] = [];
  const every = (ms: number, what: string, work: () => Promise<unknown>) =>
    timers.push(setInterval(() => work().catch((error) => log.error({ error }, `${what} failed`)), ms));
  const work = (): void => {
    executor.start();
    void evidence?.start();
    schedule.tick().catch((error) => log.error({ error }, 'looking after the keys failed'));
    runWorker.start().catch((error) => log.error({ error }, 'runs could not go on'));
    every(EXPIRE_EVERY_MS, 'closing old approvals', () => approvals.expire());
    every(CHECKPOINTS_EVERY_MS, 'signing checkpoints', () => checkpoints.catchUp());
    every(KEYS_EVERY_MS, 'looking after the keys', () => schedule.tick());
    every(SWEEP_EVERY_MS, 'freeing reservations', () => executor.sweep());
  };
  const rest = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    evidence?.stop();
    await runWorker.close();
    await executor.stop();
    await checkpoints.stop();
    await schedule.stop();
    await operatorKeys.stop();
  };
  return {
    /** Carries on what an earlier process left; needs no port. */
    work,
    listen: () => http.listen(),
    close: async (): Promise<void> => {
      await http.close();
      await rest();
      await orm.close();
      await telemetry.close();
      vaultClient?.close();
    },
  };
};
