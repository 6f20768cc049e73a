import { Migration } from '@mikro-orm/migrations';

export class Checkpoints20261122 extends Migration {
  override name = 'Checkpoints20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`audit_checkpoints\` (\`id\` text not null primary key, \`user_id\` text not null, \`seq\` integer not null, \`root\` text not null, \`block\` text not null, \`head\` text not null, \`signature\` text not null, \`at\` text not null);`,
    );
    this.addSql(
      `create unique index \`audit_checkpoints_user_id_seq_unique\` on \`audit_checkpoints\` (\`user_id\`, \`seq\`);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`audit_checkpoints\`;`);
  }
}
