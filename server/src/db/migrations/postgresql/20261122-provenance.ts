import { Migration } from '@mikro-orm/migrations';

export class Provenance20261122 extends Migration {
  override name = 'Provenance20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table "transactions" add "provenance" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "transactions" drop column "provenance";`);
  }
}
