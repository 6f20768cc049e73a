import { Migration } from '@mikro-orm/migrations';

export class Freezes20261122 extends Migration {
  override name = 'Freezes20261122';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`accounts\` add column \`frozen_reason\` text null;`);
    this.addSql(`alter table \`users\` add column \`agent_frozen_at\` text null;`);
    this.addSql(`alter table \`users\` add column \`agent_frozen_reason\` text null;`);
    this.addSql(`alter table \`users\` add column \`agent_refusals_from\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`accounts\` drop column \`frozen_reason\`;`);
    this.addSql(`alter table \`users\` drop column \`agent_frozen_at\`;`);
    this.addSql(`alter table \`users\` drop column \`agent_frozen_reason\`;`);
    this.addSql(`alter table \`users\` drop column \`agent_refusals_from\`;`);
  }
}
