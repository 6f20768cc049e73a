import { Migration } from '@mikro-orm/migrations';

export class Recovery20261130 extends Migration {
  override name = 'Recovery20261130';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "passkeys" add "added_from" varchar(200) null, add "after_recovery" boolean not null default false;`,
    );

    this.addSql(`alter table "recovery_codes" add "in_force" boolean not null default true;`);

    this.addSql(`alter table "sessions" add "passkey_id" varchar(40) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "passkeys" drop column "added_from", drop column "after_recovery";`);

    this.addSql(`alter table "recovery_codes" drop column "in_force";`);

    this.addSql(`alter table "sessions" drop column "passkey_id";`);
  }
}
