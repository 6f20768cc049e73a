import type { EntityManager } from '@mikro-orm/core';
import { rawSql } from '../../platform/db/raw-sql.js';

/** How much of one kind waits, and since when the oldest of it. */
export type Waiting = { what: string; label: string; count: number; oldest: Date | null };

type Row = { what: string; label: string; found: number | string; oldest: string | Date | null };

type Part = { what: string; table: string; state: string; at: string; states: string[] };

const part = ({ what, table, state, at, states }: Part): string =>
  `select '${what}' as what, ${state} as label, count(*) as found, min(${at}) as oldest
   from ${table} where ${state} in (${states.map((one) => `'${one}'`).join(', ')}) group by ${state}`;

const OPEN = {
  approvals: ['PENDING'],
  transactions: ['APPROVED', 'SIGNED', 'SUBMITTED', 'UNKNOWN'],
  reservations: ['RESERVED'],
  runs: ['QUEUED', 'RUNNING', 'WAITING_FOR_APPROVAL'],
};

const SQL = [
  part({ what: 'approvals', table: 'approvals', state: 'status', at: 'created_at', states: OPEN.approvals }),
  part({ what: 'transactions', table: 'transactions', state: 'status', at: 'updated_at', states: OPEN.transactions }),
  part({ what: 'reservations', table: 'reservations', state: 'state', at: 'at', states: OPEN.reservations }),
  part({ what: 'runs', table: 'agent_runs', state: 'status', at: 'created_at', states: OPEN.runs }),
].join(' union all ');

/** All that waits for somebody or something, nothing included. Only states that things leave again are counted. */
export const openWork = async (em: EntityManager): Promise<Waiting[]> => {
  const rows = await rawSql<Row>(em, SQL);
  return Object.entries(OPEN).flatMap(([what, labels]) =>
    labels.map((label) => {
      const row = rows.find((one) => one.what === what && one.label === label);
      const oldest = row?.oldest ? new Date(row.oldest) : null;
      return { what, label, count: Number(row?.found ?? 0), oldest };
    }),
  );
};

/** When the newest whole backup was made, and its number; null before the first. */
export const lastBackup = async (em: EntityManager): Promise<{ number: number; at: Date } | null> => {
  const sql = 'select number, finished_at from backups where finished_at is not null order by number desc limit 1';
  const [row] = await rawSql<{ number: number; finished_at: string | Date }>(em, sql);
  return row ? { number: Number(row.number), at: new Date(row.finished_at) } : null;
};
