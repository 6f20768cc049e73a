import { Migration } from '@mikro-orm/migrations';

export class Checkpoints20261122 extends Migration {
  override name = 'Checkpoints20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_checkpoints" ("id" varchar(40) not null, "user_id" varchar(40) not null, "seq" int not null, "root" varchar(64) not null, "block" varchar(64) not null, "head" varchar(64) not null, "signature" varchar(88) not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "audit_checkpoints" add constraint "audit_checkpoints_user_id_seq_unique" unique ("user_id", "seq");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "audit_checkpoints" cascade;`);
  }
}
