import { DAY_MS } from '../../../src/kernel/durations.js';
import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseConfig } from '../../../src/kernel/config.js';
import { DomainError } from '../../../src/kernel/errors.js';
import { RotationCase } from '../app/rotation-case.js';

export type RotationStart = { database: DatabaseConfig; masterKey: Uint8Array; retentionDays: number };

/** What it tells of its progress, so that it can be killed after any number of steps on a machine of any speed. */
export type RotationStep = 'page' | 'rotated' | 'retired';

// Tests only: a process of its own that rotates, moves and destroys keys without an end, until somebody kills it.
const work = async ({ database, masterKey, retentionDays }: RotationStart): Promise<void> => {
  const days = { maxAgeDays: 90, backupRetentionDays: retentionDays };
  const { rotation } = await RotationCase.open(database, masterKey, { days });
  const tell = (step: RotationStep) => void process.send?.(step);
  const once = async (): Promise<void> => {
    await rotation.rewrap({ actor: 'OPERATOR', stop: () => tell('page') ?? false });
    await wait(retentionDays * DAY_MS);
    for (const version of await rotation.retirable()) {
      await rotation.retire('OPERATOR', version);
      tell('retired');
    }
    await rotation.rotate('OPERATOR');
    tell('rotated');
  };
  tell('page');
  // Another such process may have been first; then there is nothing to repair, only to look again.
  for (;;)
    await once().catch((error) => {
      if (!(error instanceof DomainError)) throw error;
    });
};

process.once('message', (start: RotationStart) => void work(start));
process.on('disconnect', () => process.exit(0));
