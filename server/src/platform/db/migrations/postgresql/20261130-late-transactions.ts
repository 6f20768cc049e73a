import { Migration } from '@mikro-orm/migrations';

export class LateTransactions20261130 extends Migration {
  override name = 'LateTransactions20261130';

  override up(): void | Promise<void> {
    this.addSql(`create index "transactions_status_updated_at_index" on "transactions" ("status", "updated_at");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "transactions_status_updated_at_index";`);
  }
}
