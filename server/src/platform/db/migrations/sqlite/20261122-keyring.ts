import { Migration } from '@mikro-orm/migrations';

export class Keyring20261122 extends Migration {
  override name = 'Keyring20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`vault_keyring\` (\`id\` text not null primary key, \`number\` integer not null, \`mode\` text not null, \`wrapped_root\` text not null, \`master_check\` text not null, \`mac\` text not null);`,
    );

    this.addSql(
      `create table \`key_versions\` (\`id\` text not null primary key, \`version\` integer not null, \`state\` text not null, \`wrapped_key\` text null, \`kcv\` text not null, \`created_at\` text not null, \`retiring_at\` text null, \`retired_at\` text null, \`mac\` text not null);`,
    );
    this.addSql(`create unique index \`key_versions_version_unique\` on \`key_versions\` (\`version\`);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`vault_keyring\`;`);
    this.addSql(`drop table if exists \`key_versions\`;`);
  }
}
