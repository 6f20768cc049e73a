import { Migration } from '@mikro-orm/migrations';

export class SealedRows20261122 extends Migration {
  override name = 'SealedRows20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table "accounts" add "mac" varchar(64) null;`);

    this.addSql(`alter table "contacts" add "mac" varchar(64) null;`);

    this.addSql(`alter table "payees" add "mac" varchar(64) null;`);

    this.addSql(`alter table "transactions" add "mac" varchar(64) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "accounts" drop column "mac";`);

    this.addSql(`alter table "contacts" drop column "mac";`);

    this.addSql(`alter table "payees" drop column "mac";`);

    this.addSql(`alter table "transactions" drop column "mac";`);
  }
}
