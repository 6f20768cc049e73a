import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { bringPostgres } from './services.mjs';

// Writes the difference between the migrations and the entities as a new migration, for each database.
// Usage: npm run migration -- Name. Then list the new classes in server/src/platform/db/migrations.ts.
const name = process.argv[2];
if (!name) {
  console.error('Name the migration: npm run migration -- AddWebhooks');
  process.exit(1);
}
if ((await build()) !== 0) process.exit(1);
const { entities } = await import('../server/dist/src/app/entities.js');
const { openDatabase } = await import('../server/dist/src/platform/db/database.js');

const write = async (config) => {
  const orm = await openDatabase(config, entities, `server/src/platform/db/migrations/${config.kind}`);
  const { fileName } = await orm.migrator.create(undefined, false, false, name);
  console.log(fileName ? `${config.kind}: ${fileName}` : `${config.kind}: nothing changed`);
  await orm.close();
};

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-migration-'));
await write({ kind: 'sqlite', path: join(folder, 'empty.sqlite') });
const postgres = await bringPostgres();
if (postgres.skipped) console.error(`PostgreSQL: ${postgres.skipped}`);
else {
  await write({ kind: 'postgresql', url: postgres.url, poolMax: 2 });
  postgres.stop();
}
rmSync(folder, { recursive: true, force: true });
