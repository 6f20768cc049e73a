import { Migration } from '@mikro-orm/migrations';

export class PolicyVersions20261122 extends Migration {
  override name = 'PolicyVersions20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "policy_versions" ("id" varchar(40) not null, "user_id" varchar(40) not null, "account_id" varchar(40) null, "version" int not null, "rules" jsonb not null, "tightened" boolean not null, "loosened" boolean not null, "consent" jsonb null, "mac" varchar(64) not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "policy_versions" add constraint "policy_versions_user_id_version_unique" unique ("user_id", "version");`,
    );

    this.addSql(`alter table "transactions" add "facts" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "policy_versions" cascade;`);

    this.addSql(`alter table "transactions" drop column "facts";`);
  }
}
