import { Migration } from '@mikro-orm/migrations';

export class VerdictProof20261122 extends Migration {
  override name = 'VerdictProof20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`transactions\` add column \`verdict_proof\` json null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`transactions\` drop column \`verdict_proof\`;`);
  }
}
