import { Migration } from '@mikro-orm/migrations';

export class PolicyVersions20261122 extends Migration {
  override name = 'PolicyVersions20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`policy_versions\` (\`id\` text not null primary key, \`user_id\` text not null, \`account_id\` text null, \`version\` integer not null, \`rules\` json not null, \`tightened\` integer not null, \`loosened\` integer not null, \`consent\` json null, \`mac\` text not null, \`created_at\` text not null);`,
    );
    this.addSql(
      `create unique index \`policy_versions_user_id_version_unique\` on \`policy_versions\` (\`user_id\`, \`version\`);`,
    );

    this.addSql(`alter table \`transactions\` add column \`facts\` json null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`policy_versions\`;`);

    this.addSql(`alter table \`transactions\` drop column \`facts\`;`);
  }
}
