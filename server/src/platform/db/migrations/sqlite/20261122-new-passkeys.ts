import { Migration } from '@mikro-orm/migrations';

export class NewPasskeys20261122 extends Migration {
  override name = 'NewPasskeys20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`passkeys\` add column \`not_before\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`passkeys\` drop column \`not_before\`;`);
  }
}
