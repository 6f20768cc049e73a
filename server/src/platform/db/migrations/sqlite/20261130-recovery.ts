import { Migration } from '@mikro-orm/migrations';

export class Recovery20261130 extends Migration {
  override name = 'Recovery20261130';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`passkeys\` add column \`added_from\` text null;`);
    this.addSql(`alter table \`passkeys\` add column \`after_recovery\` integer not null default false;`);

    this.addSql(`alter table \`recovery_codes\` add column \`in_force\` integer not null default true;`);

    this.addSql(`alter table \`sessions\` add column \`passkey_id\` text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table \`passkeys\` drop column \`added_from\`;`);
    this.addSql(`alter table \`passkeys\` drop column \`after_recovery\`;`);

    this.addSql(`alter table \`recovery_codes\` drop column \`in_force\`;`);

    this.addSql(`alter table \`sessions\` drop column \`passkey_id\`;`);
  }
}
