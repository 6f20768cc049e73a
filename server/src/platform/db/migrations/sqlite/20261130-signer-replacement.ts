import { Migration } from '@mikro-orm/migrations';

export class SignerReplacement20261130 extends Migration {
  override name = 'SignerReplacement20261130';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`accounts\` add column \`other_sealed\` json null;`);
    this.addSql(`alter table \`accounts\` add column \`replacement\` text null;`);
    this.addSql(`alter table \`accounts\` add column \`busy_until\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`accounts\` drop column \`other_sealed\`;`);
    this.addSql(`alter table \`accounts\` drop column \`replacement\`;`);
    this.addSql(`alter table \`accounts\` drop column \`busy_until\`;`);
  }
}
