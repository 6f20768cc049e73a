import { Migration } from '@mikro-orm/migrations';

export class ReplacedProposals20261201 extends Migration {
  override name = 'ReplacedProposals20261201';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`transactions\` add column \`replaces\` json null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`transactions\` drop column \`replaces\`;`);
  }
}
