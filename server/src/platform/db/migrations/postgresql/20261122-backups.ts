import { Migration } from '@mikro-orm/migrations';

export class Backups20261122 extends Migration {
  override name = 'Backups20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "backups" ("id" varchar(40) not null, "number" int not null, "started_at" timestamptz(3) not null, "finished_at" timestamptz(3) null, "bytes" bigint null, "sha256" varchar(64) null, primary key ("id"));`,
    );
    this.addSql(`alter table "backups" add constraint "backups_number_unique" unique ("number");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "backups" cascade;`);
  }
}
