import { Migration } from '@mikro-orm/migrations';

export class Freezes20261122 extends Migration {
  override name = 'Freezes20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table "accounts" add "frozen_reason" varchar(200) null;`);
    this.addSql(`alter table "users" add "agent_frozen_at" timestamptz(3) null;`);
    this.addSql(`alter table "users" add "agent_frozen_reason" varchar(200) null;`);
    this.addSql(`alter table "users" add "agent_refusals_from" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "accounts" drop column "frozen_reason";`);
    this.addSql(`alter table "users" drop column "agent_frozen_at";`);
    this.addSql(`alter table "users" drop column "agent_frozen_reason";`);
    this.addSql(`alter table "users" drop column "agent_refusals_from";`);
  }
}
