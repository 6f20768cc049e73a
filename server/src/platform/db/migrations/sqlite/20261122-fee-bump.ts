import { Migration } from '@mikro-orm/migrations';

export class FeeBump20261122 extends Migration {
  override name = 'FeeBump20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`transactions\` add column \`fee_bump\` json null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`transactions\` drop column \`fee_bump\`;`);
  }
}
