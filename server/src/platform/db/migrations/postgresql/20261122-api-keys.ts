import { Migration } from '@mikro-orm/migrations';

export class AddApiKeys20261122 extends Migration {
  override name = 'AddApiKeys20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "api_keys" ("id" varchar(40) not null, "user_id" varchar(40) not null, "name" varchar(80) not null, "prefix" varchar(12) not null, "token_hash" varchar(64) not null, "scopes" jsonb not null, "rules" jsonb not null, "created_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "revoked_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, "mac" varchar(64) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "api_keys" add constraint "api_keys_token_hash_unique" unique ("token_hash");`);
    this.addSql(`create index "api_keys_user_id_index" on "api_keys" ("user_id");`);

    this.addSql(`alter table "agent_runs" add "api_key_id" varchar(40) null;`);

    this.addSql(`alter table "messages" add "api_key_id" varchar(40) null;`);

    this.addSql(`alter table "reservations" add "api_key_id" varchar(40) null;`);

    this.addSql(`alter table "transactions" add "api_key_id" varchar(40) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "api_keys" cascade;`);

    this.addSql(`alter table "agent_runs" drop column "api_key_id";`);

    this.addSql(`alter table "messages" drop column "api_key_id";`);

    this.addSql(`alter table "reservations" drop column "api_key_id";`);

    this.addSql(`alter table "transactions" drop column "api_key_id";`);
  }
}
