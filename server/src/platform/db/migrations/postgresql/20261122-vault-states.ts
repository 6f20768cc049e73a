import { Migration } from '@mikro-orm/migrations';

export class VaultStates20261122 extends Migration {
  override name = 'VaultStates20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "vault_states" ("user_id" varchar(40) not null, "state" jsonb not null, "mac" varchar(64) not null, primary key ("user_id"));`,
    );

    this.addSql(`alter table "policy_versions" add "demo" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "vault_states" cascade;`);

    this.addSql(`alter table "policy_versions" drop column "demo";`);
  }
}
