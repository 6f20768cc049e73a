import { Migration } from '@mikro-orm/migrations';

export class VaultStates20261122 extends Migration {
  override name = 'VaultStates20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`vault_states\` (\`user_id\` text not null primary key, \`state\` json not null, \`mac\` text not null);`,
    );

    this.addSql(`alter table \`policy_versions\` add column \`demo\` integer not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`vault_states\`;`);

    this.addSql(`alter table \`policy_versions\` drop column \`demo\`;`);
  }
}
