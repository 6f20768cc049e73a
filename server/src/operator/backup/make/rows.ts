import type { EntityManager } from '@mikro-orm/core';
import { rawSql } from '../../../platform/db/raw-sql.js';
import { damaged } from '../file/backup-error.js';
import type { Column, Value } from '../file/backup-format.js';
import type { DatabaseKind, Table } from './table-list.js';

const PAGE = 500;
const PARAMETERS_MAX = 4_000;
const quoted = (name: string): string => `"${name}"`;

// Everything is read as text, because a driver's numbers and dates lose digits. Rows look the same from both databases.
const selected = ([name, kind]: Column, database: DatabaseKind): string => {
  const column = quoted(name);
  if (kind === 'integer' || kind === 'boolean') return column;
  if (kind === 'time' && database === 'postgresql')
    return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
  return `cast(${column} as text) as ${column}`;
};

const written = (value: Value, [, kind]: Column): Value => (kind === 'boolean' && value !== null ? !!value : value);

/** Every row of a table in the order of its key, a page at a time, within the caller's transaction. */
export async function* rowsOf(
  tx: EntityManager,
  { name, columns, key }: Table,
  database: DatabaseKind,
): AsyncGenerator<Value[], void> {
  // With the table's name, or the text that is selected under the same name would be compared.
  const keys = key.map((part) => `${quoted(name)}.${quoted(part)}`).join(', ');
  const places = key.map(() => '?').join(', ');
  const what = columns.map((column) => selected(column, database)).join(', ');
  let last: Value[] | null = null;
  while (true) {
    const after: string = last ? `where (${keys}) > (${places})` : '';
    const sql = `select ${what} from ${quoted(name)} ${after} order by ${keys} limit ${PAGE}`;
    const rows: Record<string, Value>[] = await rawSql(tx, sql, last ?? []);
    for (const row of rows) yield columns.map((column) => written(row[column[0]] ?? null, column));
    const end = rows.at(-1);
    if (!end || rows.length < PAGE) return;
    last = key.map((part) => end[part] ?? null);
  }
}

const stored = (value: Value, [, kind]: Column, database: DatabaseKind): Value =>
  kind === 'boolean' && database === 'sqlite' && value !== null ? Number(value) : value;

/** Puts rows into one table, many at a time. */
export class RowLoader {
  private waiting: Value[][] = [];
  private readonly together: number;

  constructor(
    private readonly tx: EntityManager,
    private readonly table: string,
    private readonly columns: Column[],
    private readonly database: DatabaseKind,
  ) {
    this.together = Math.max(1, Math.min(PAGE, Math.floor(PARAMETERS_MAX / columns.length)));
  }

  async add(row: Value[]): Promise<void> {
    if (row.length !== this.columns.length) throw damaged();
    this.waiting.push(row.map((value, index) => stored(value, this.columns[index]!, this.database)));
    if (this.waiting.length >= this.together) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const names = this.columns.map(([name]) => quoted(name)).join(', ');
    const row = `(${this.columns.map(() => '?').join(', ')})`;
    const rows = this.waiting.map(() => row).join(', ');
    await rawSql(this.tx, `insert into ${quoted(this.table)} (${names}) values ${rows}`, this.waiting.flat());
    this.waiting = [];
  }
}
