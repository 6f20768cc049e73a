import { Migration } from '@mikro-orm/migrations';

export class Keyring20261122 extends Migration {
  override name = 'Keyring20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "vault_keyring" ("id" varchar(40) not null, "number" int not null, "mode" varchar(12) not null, "wrapped_root" varchar(120) not null, "master_check" varchar(64) not null, "mac" varchar(64) not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "key_versions" ("id" varchar(40) not null, "version" int not null, "state" varchar(10) not null, "wrapped_key" varchar(120) null, "kcv" varchar(32) not null, "created_at" timestamptz(3) not null, "retiring_at" timestamptz(3) null, "retired_at" timestamptz(3) null, "mac" varchar(64) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "key_versions" add constraint "key_versions_version_unique" unique ("version");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "vault_keyring" cascade;`);
    this.addSql(`drop table if exists "key_versions" cascade;`);
  }
}
