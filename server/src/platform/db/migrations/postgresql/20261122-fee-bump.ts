import { Migration } from '@mikro-orm/migrations';

export class FeeBump20261122 extends Migration {
  override name = 'FeeBump20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table "transactions" add "fee_bump" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "transactions" drop column "fee_bump";`);
  }
}
