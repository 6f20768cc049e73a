import { type Check, fail, type Outcome, pass } from './check.ts';

export type SchemaStatus = { applied: string[]; pending: string[]; unknown: string[] };
export type DatabaseLook = {
  /** Where it is, without a password. */
  where: string;
  /** null if there is no database yet. */
  read: () => Promise<SchemaStatus | null>;
  /** Makes an empty one elsewhere, as a first start would. */
  rehearse: () => Promise<SchemaStatus | null>;
};

const judgeStatus = (where: string, { applied, pending, unknown }: SchemaStatus): Outcome => {
  if (unknown.length > 0)
    return fail(`${where} has been changed by a newer version (${unknown.join(', ')}). This one must not run on it.`);
  const done = `${where}: ${applied.length} migrations applied.`;
  return pending.length > 0 ? pass(done, `The next start applies ${pending.join(', ')}. Back up first.`) : pass(done);
};

/** Whether the schema of the database is one that this version can work with. Nothing is changed. */
export const databaseCheck = (look: () => DatabaseLook): Check => ({
  name: 'database schema',
  run: async () => {
    const { where, read, rehearse } = look();
    const status = await read().catch(() => 'unreachable' as const);
    if (status === 'unreachable') return fail(`${where} does not answer, is not there, or does not let us in.`);
    if (status) return judgeStatus(where, status);
    const fresh = await rehearse();
    return fresh && fresh.applied.length > 0 && fresh.pending.length === 0
      ? pass(`${where}: there is none yet. In an empty one, all ${fresh.applied.length} migrations succeed.`)
      : fail(`${where}: there is none yet, and the migrations do not complete an empty one.`);
  },
});
