import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditRecord } from '../../../src/platform/audit/audit.entity.js';
import { AuditLog, SYSTEM } from '../../../src/platform/audit/audit-log.js';
import { lastingDatabase } from '../app/lasting-database.js';
import { RotationCase, randomMasterKey } from '../app/rotation-case.js';
import { seeded } from '../app/seeded.js';
import { bundle } from './bundled.js';
import type { RotationStart, RotationStep } from './rotation-child.js';

/** ROTATION_SEED plays the same kills again, though never to the millisecond. */
const SEED = Number(process.env.ROTATION_SEED ?? Date.now() % 65_536);
// Far longer than an account is held while it is signed for, far shorter than a process takes to start.
const RETENTION_DAYS = 0.25 / 86_400;
const SAMPLE = 200;
const STEPS = 30;
const timeout = 300_000;

let subject: RotationCase;
let program: string;
let start: RotationStart;
let child: ChildProcess | undefined;
let signed = 0;
let retired = 0;
const ids: string[] = [];
const problems: string[] = [];

const open = async (records: number): Promise<void> => {
  program = await bundle('rotation-child');
  start = { database: await lastingDatabase(), masterKey: randomMasterKey(), retentionDays: RETENTION_DAYS };
  subject = await RotationCase.open(start.database, start.masterKey);
  ids.push(...(await subject.add(records)));
};
const close = async (): Promise<void> => {
  child?.kill('SIGKILL');
  await subject?.close();
};

const sign = async (id: string): Promise<void> => {
  try {
    if (!(await subject.signs(id))) problems.push(`${id}: not its signature`);
  } catch (error) {
    problems.push(`${id}: ${error}`);
  }
  signed += 1;
};

const signAlways = async (hasEnded: () => boolean): Promise<void> => {
  const random = seeded(SEED);
  while (!hasEnded()) {
    await sign(random.pick(ids));
    if (random.below(20) === 0) ids.push(await subject.addOne());
    // On SQLite another process writes only while this one does nothing.
    await wait(1);
  }
};

/** Lets a process take this many steps, and more where none was ever a destroyed version, and kills it in the next one. */
const killAfter = async (steps: number, untilRetired: boolean): Promise<void> => {
  child = fork(program, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(start);
  for (let step = 0; step < steps || (untilRetired && retired === 0); step += 1) {
    const [told] = (await once(child, 'message')) as [RotationStep];
    if (told === 'retired') retired += 1;
  }
  await wait(steps % 7);
  child.kill('SIGKILL');
  await once(child, 'exit');
};

const killAtRandom = async (kills: number): Promise<void> => {
  const random = seeded(SEED + 1);
  for (let left = kills; left > 0; left -= 1) await killAfter(1 + random.below(STEPS), left === 1);
};

const actsOf = async () => subject.orm.em.fork().find(AuditRecord, { userId: SYSTEM }, { orderBy: { seq: 'asc' } });

/** Keys are replaced by processes that are killed at any moment, while this one signs and opens accounts. */
export const describeRotationKills = (records: number, kills: number): unknown =>
  describe(`${records} accounts, ${kills} processes killed at random (ROTATION_SEED=${SEED})`, () => {
    beforeAll(() => open(records), timeout);
    afterAll(close);

    it('never fail to sign, and the next process finishes what was begun', { timeout }, async () => {
      let ended = false;
      const signing = signAlways(() => ended);
      await killAtRandom(kills).finally(() => {
        ended = true;
      });
      await signing;
      expect(problems).toEqual([]);
      expect(signed).toBeGreaterThan(kills);
      expect(await subject.rotation.rewrap({ actor: 'OPERATOR' })).toMatchObject({ broken: [] });
      const { versions, remaining, active } = await subject.rotation.status();
      expect(remaining).toBe(0);
      expect(versions.find(({ version }) => version === active)!.records).toBe(ids.length);
      expect(versions.map(({ state }) => state)).toEqual(expect.arrayContaining(['RETIRED', 'ACTIVE']));
    });

    it('have the keys that they had, in a process that starts anew', { timeout }, async () => {
      const fresh = await RotationCase.open(start.database, start.masterKey);
      const tried = await fresh.rotation.rewrap({ actor: 'OPERATOR', dryRun: true, newDataKeys: true });
      const right = await Promise.all(ids.slice(0, SAMPLE).map((id) => fresh.signs(id)));
      await fresh.close();
      expect(tried).toEqual({ done: ids.length, skipped: 0, broken: [] });
      expect(right).not.toContain(false);
    });

    it('and every step that was done is in one whole log', async () => {
      expect(await new AuditLog(subject.orm.em).verify(SYSTEM)).toMatchObject({ valid: true });
      const acts = await actsOf();
      const of = (action: string) => acts.filter((act) => act.action === action).map(({ details }) => details.version);
      const { versions } = await subject.rotation.status();
      const gone = versions.filter(({ state }) => state === 'RETIRED').map(({ version }) => version);
      expect(of('key.rotated')).toEqual(versions.slice(1).map(({ version }) => version));
      expect(of('key.retired').toSorted((a, b) => Number(a) - Number(b))).toEqual(gone);
    });
  });
