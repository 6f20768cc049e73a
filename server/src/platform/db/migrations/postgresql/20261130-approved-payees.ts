import { Migration } from '@mikro-orm/migrations';

/** Who paid before is known by address and memo, and up to what a person approved; what left unasked is counted. */
export class ApprovedPayees20261130 extends Migration {
  override name = 'ApprovedPayees20261130';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "contacts" alter column "memo" type varchar(64), add "memo_type" varchar(6) null, add "known_from" timestamptz(3) null;`,
    );
    this.addSql(`alter table "payees" drop constraint "payees_user_id_network_address_unique";`);
    this.addSql(`alter table "payees" add "memo" varchar(80) null, add "approved" jsonb null;`);
    this.addSql(
      `alter table "payees" add constraint "payees_user_id_network_address_memo_unique" unique ("user_id", "network", "address", "memo");`,
    );
    this.addSql(`alter table "reservations" add "unasked" jsonb null;`);
  }

  // Several memos of one address have no room in the index of before: the rows of before are all that is kept.
  override down(): void | Promise<void> {
    this.addSql(`alter table "payees" drop constraint "payees_user_id_network_address_memo_unique";`);
    this.addSql(`delete from "payees" where "memo" is not null;`);
    this.addSql(`alter table "payees" drop column "memo", drop column "approved";`);
    this.addSql(
      `alter table "payees" add constraint "payees_user_id_network_address_unique" unique ("user_id", "network", "address");`,
    );
    this.addSql(`alter table "contacts" drop column "memo_type", drop column "known_from";`);
    this.addSql(`alter table "reservations" drop column "unasked";`);
  }
}
