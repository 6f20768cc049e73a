import { Migration } from '@mikro-orm/migrations';

export class SignerReplacement20261130 extends Migration {
  override name = 'SignerReplacement20261130';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "accounts" add "other_sealed" jsonb null, add "replacement" varchar(10) null, add "busy_until" timestamptz(3) null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "accounts" drop column "other_sealed", drop column "replacement", drop column "busy_until";`,
    );
  }
}
