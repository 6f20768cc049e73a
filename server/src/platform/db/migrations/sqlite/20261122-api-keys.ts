import { Migration } from '@mikro-orm/migrations';

export class AddApiKeys20261122 extends Migration {
  override name = 'AddApiKeys20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`api_keys\` (\`id\` text not null primary key, \`user_id\` text not null, \`name\` text not null, \`prefix\` text not null, \`token_hash\` text not null, \`scopes\` json not null, \`rules\` json not null, \`created_at\` text not null, \`expires_at\` text not null, \`revoked_at\` text null, \`last_used_at\` text null, \`mac\` text not null);`,
    );
    this.addSql(`create unique index \`api_keys_token_hash_unique\` on \`api_keys\` (\`token_hash\`);`);
    this.addSql(`create index \`api_keys_user_id_index\` on \`api_keys\` (\`user_id\`);`);

    this.addSql(`alter table \`agent_runs\` add column \`api_key_id\` text null;`);

    this.addSql(`alter table \`messages\` add column \`api_key_id\` text null;`);

    this.addSql(`alter table \`reservations\` add column \`api_key_id\` text null;`);

    this.addSql(`alter table \`transactions\` add column \`api_key_id\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`api_keys\`;`);

    this.addSql(`alter table \`agent_runs\` drop column \`api_key_id\`;`);

    this.addSql(`alter table \`messages\` drop column \`api_key_id\`;`);

    this.addSql(`alter table \`reservations\` drop column \`api_key_id\`;`);

    this.addSql(`alter table \`transactions\` drop column \`api_key_id\`;`);
  }
}
