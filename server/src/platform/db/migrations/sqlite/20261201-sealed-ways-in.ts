import { Migration } from '@mikro-orm/migrations';

/** Nobody knows which of these rows the server wrote, so none of them is sealed: people sign in again, and make new codes. */
export class SealedWaysIn20261201 extends Migration {
  override name = 'SealedWaysIn20261201';

  override up(): void | Promise<void> {
    this.addSql(`delete from \`sessions\`;`);
    this.addSql(`delete from \`challenges\`;`);
    this.addSql(`delete from \`recovery_codes\`;`);
    this.addSql(`alter table \`sessions\` add column \`mac\` text null;`);
    this.addSql(`alter table \`challenges\` add column \`mac\` text null;`);
    this.addSql(`alter table \`recovery_codes\` add column \`mac\` text null;`);
    this.addSql(`alter table \`users\` add column \`mac\` text null;`);
    this.addSql(`alter table \`messages\` add column \`mac\` text null;`);
    this.addSql(`alter table \`agent_runs\` add column \`mac\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`users\` drop column \`mac\`;`);
    this.addSql(`alter table \`recovery_codes\` drop column \`mac\`;`);
    this.addSql(`alter table \`challenges\` drop column \`mac\`;`);
    this.addSql(`alter table \`sessions\` drop column \`mac\`;`);
    this.addSql(`alter table \`agent_runs\` drop column \`mac\`;`);
    this.addSql(`alter table \`messages\` drop column \`mac\`;`);
  }
}
