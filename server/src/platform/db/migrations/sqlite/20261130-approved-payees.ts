import { Migration } from '@mikro-orm/migrations';

/** Who paid before is known by address and memo, and up to what a person approved; what left unasked is counted. */
export class ApprovedPayees20261130 extends Migration {
  override name = 'ApprovedPayees20261130';

  override up(): void | Promise<void> {
    this.addSql(`alter table \`contacts\` add column \`memo_type\` text null;`);
    this.addSql(`alter table \`contacts\` add column \`known_from\` text null;`);
    this.addSql(`alter table \`payees\` add column \`memo\` text null;`);
    this.addSql(`alter table \`payees\` add column \`approved\` json null;`);
    this.addSql(`drop index \`payees_user_id_network_address_unique\`;`);
    this.addSql(
      `create unique index \`payees_user_id_network_address_memo_unique\` on \`payees\` (\`user_id\`, \`network\`, \`address\`, \`memo\`);`,
    );
    this.addSql(`alter table \`reservations\` add column \`unasked\` json null;`);
  }

  // Several memos of one address have no room in the index of before: the rows of before are all that is kept.
  override down(): void | Promise<void> {
    this.addSql(`drop index \`payees_user_id_network_address_memo_unique\`;`);
    this.addSql(`delete from \`payees\` where \`memo\` is not null;`);
    this.addSql(`alter table \`payees\` drop column \`memo\`;`);
    this.addSql(`alter table \`payees\` drop column \`approved\`;`);
    this.addSql(
      `create unique index \`payees_user_id_network_address_unique\` on \`payees\` (\`user_id\`, \`network\`, \`address\`);`,
    );
    this.addSql(`alter table \`contacts\` drop column \`memo_type\`;`);
    this.addSql(`alter table \`contacts\` drop column \`known_from\`;`);
    this.addSql(`alter table \`reservations\` drop column \`unasked\`;`);
  }
}
