import 'reflect-metadata';
import type { LocalNetwork } from '../../../local-network/local-network.js';
import { personActor } from '../../../src/kernel/actor.js';
import { type Config, type DatabaseConfig, givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { CRASH_POINTS, type CrashPoint, observeCrashPoints } from '../../../src/kernel/crash-points.js';
import type { Timing } from '../../../src/money/proposals/timing.js';
import type { PaymentInput } from '../../../src/money/proposals/transaction.inputs.js';
import { createTestApp, type TestApp } from '../app/test-app.js';

/** The program of a child process: the real app over a database and a network that outlive it, told what to do. */
export type ChildStart = {
  database: DatabaseConfig;
  masterKey: Uint8Array;
  horizonUrl: string;
  timing: Timing;
  policy: Config['policy'];
};

const trace: CrashPoint[] = [];
let dieAt = -1;

const callsOf = (app: TestApp) => ({
  person: async (name: string) => {
    const { actor, accountId, address } = await app.person(name);
    return { userId: actor.userId, accountId, address };
  },
  account: async (userId: string, name: string) => {
    const document = 'mutation ($name: String!) { createAccount(input: { name: $name }) { id address } }';
    return (await app.as(personActor(userId), document, { name })).createAccount as { id: string; address: string };
  },
  as: (userId: string, document: string, variables: Record<string, unknown>) =>
    app.as(personActor(userId), document, variables),
  propose: async (userId: string, input: PaymentInput) => {
    const { id, status } = await app.transactions.proposePayment(personActor(userId), input);
    return { id, status };
  },
  settled: async (userId: string, id: string, timeoutMs: number) =>
    (await app.transactions.settled({ id, userId }, timeoutMs)).status,
  /** Counts the points from now on, and ends the process without a warning at the one with this number. */
  watch: async (index: number) => {
    trace.length = 0;
    dieAt = index;
    observeCrashPoints((point) => {
      if (trace.push(point) - 1 === dieAt) process.kill(process.pid, 'SIGKILL');
    });
  },
  /** The same, at the point of this name when it is passed for the `time`th time. */
  watchFor: async (at: CrashPoint, time: number) => {
    let passed = 0;
    observeCrashPoints((point) => {
      if (point === at && ++passed === time) process.kill(process.pid, 'SIGKILL');
    });
  },
  trace: async () => trace,
});
export type ChildCalls = ReturnType<typeof callsOf>;

const start = async ({ database, masterKey, horizonUrl, timing, policy }: ChildStart): Promise<void> => {
  const app = await createTestApp({
    config: { database, policy },
    secrets: new Secrets({ masterKey: givenMasterKey(masterKey) }),
    network: { url: horizonUrl, close: async () => undefined } as LocalNetwork,
    overrides: { timing },
  });
  const calls = callsOf(app) as Record<string, (...args: never[]) => Promise<unknown>>;
  process.on('message', ({ id, call, args }: { id: number; call: string; args: never[] }) => {
    const answer = (fields: object) => process.send?.({ id, ...fields });
    calls[call]!(...args).then(
      (value) => answer({ value }),
      (error) => answer({ error: String(error?.stack ?? error) }),
    );
  });
  process.send?.({ ready: CRASH_POINTS.length });
};

process.once('message', (message: ChildStart) => void start(message));
process.on('disconnect', () => process.exit(0));
