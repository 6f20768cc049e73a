import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { DatabaseConfig } from '../config.js';

type Migrations = { name: string; class: Constructor<Migration> }[];

const sqlite: Migrations = [];
const postgresql: Migrations = [];

/** SQL differs by database, so each has a list of its own; a migration that has landed is never edited. */
export const migrationsFor = (kind: DatabaseConfig['kind']): { migrationsList: Migrations } => ({
  migrationsList: kind === 'sqlite' ? sqlite : postgresql,
});
