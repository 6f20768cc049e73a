import { Migration } from '@mikro-orm/migrations';

export class Backups20261122 extends Migration {
  override name = 'Backups20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`backups\` (\`id\` text not null primary key, \`number\` integer not null, \`started_at\` text not null, \`finished_at\` text null, \`bytes\` bigint null, \`sha256\` text null);`,
    );
    this.addSql(`create unique index \`backups_number_unique\` on \`backups\` (\`number\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`backups\`;`);
  }
}
