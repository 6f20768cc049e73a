import { Migration } from '@mikro-orm/migrations';

export class NewPasskeys20261122 extends Migration {
  override name = 'NewPasskeys20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table "passkeys" add "not_before" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "passkeys" drop column "not_before";`);
  }
}
