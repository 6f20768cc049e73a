import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { DatabaseConfig } from '../config.js';
import { Checkpoints20261122 as CheckpointsPostgresql } from './migrations/postgresql/20261122-checkpoints.js';
import { Freezes20261122 as FreezesPostgresql } from './migrations/postgresql/20261122-freezes.js';
import { Initial20261122 as InitialPostgresql } from './migrations/postgresql/20261122-initial.js';
import { PolicyVersions20261122 as PolicyVersionsPostgresql } from './migrations/postgresql/20261122-policy-versions.js';
import { Provenance20261122 as ProvenancePostgresql } from './migrations/postgresql/20261122-provenance.js';
import { SealedRows20261122 as SealedRowsPostgresql } from './migrations/postgresql/20261122-sealed-rows.js';
import { Checkpoints20261122 as CheckpointsSqlite } from './migrations/sqlite/20261122-checkpoints.js';
import { Freezes20261122 as FreezesSqlite } from './migrations/sqlite/20261122-freezes.js';
import { Initial20261122 as InitialSqlite } from './migrations/sqlite/20261122-initial.js';
import { PolicyVersions20261122 as PolicyVersionsSqlite } from './migrations/sqlite/20261122-policy-versions.js';
import { Provenance20261122 as ProvenanceSqlite } from './migrations/sqlite/20261122-provenance.js';
import { SealedRows20261122 as SealedRowsSqlite } from './migrations/sqlite/20261122-sealed-rows.js';

const sqlite: Constructor<Migration>[] = [
  InitialSqlite,
  SealedRowsSqlite,
  CheckpointsSqlite,
  PolicyVersionsSqlite,
  ProvenanceSqlite,
  FreezesSqlite,
];
const postgresql: Constructor<Migration>[] = [
  InitialPostgresql,
  SealedRowsPostgresql,
  CheckpointsPostgresql,
  PolicyVersionsPostgresql,
  ProvenancePostgresql,
  FreezesPostgresql,
];

/** SQL differs by database, so each has a list of its own; a migration that has landed is never edited. */
export const migrationsFor = (kind: DatabaseConfig['kind']): Constructor<Migration>[] =>
  kind === 'sqlite' ? sqlite : postgresql;
