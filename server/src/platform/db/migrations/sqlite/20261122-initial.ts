import { Migration } from '@mikro-orm/migrations';

export class Initial20261122 extends Migration {
  override name = 'Initial20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table \`accounts\` (\`id\` text not null primary key, \`user_id\` text not null, \`name\` text not null, \`address\` text not null, \`network\` text not null, \`sealed\` json not null, \`holder\` text not null, \`frozen_at\` text null, \`frozen_reason\` text null, \`archived_at\` text null, \`mac\` text null, \`created_at\` text not null);`,
    );
    this.addSql(`create index \`accounts_user_id_index\` on \`accounts\` (\`user_id\`);`);
    this.addSql(`create unique index \`accounts_address_network_unique\` on \`accounts\` (\`address\`, \`network\`);`);

    this.addSql(
      `create table \`agent_runs\` (\`id\` text not null primary key, \`user_id\` text not null, \`thread_id\` text not null, \`status\` text not null, \`instruction\` text not null, \`state\` json not null, \`pending_transaction_id\` text null, \`error\` json null, \`lease\` text null, \`created_at\` text not null, \`updated_at\` text not null);`,
    );
    this.addSql(`create index \`agent_runs_thread_id_index\` on \`agent_runs\` (\`thread_id\`);`);
    this.addSql(`create index \`agent_runs_status_index\` on \`agent_runs\` (\`status\`);`);
    this.addSql(`create index \`agent_runs_user_id_status_index\` on \`agent_runs\` (\`user_id\`, \`status\`);`);

    this.addSql(
      `create table \`approvals\` (\`id\` text not null primary key, \`user_id\` text not null, \`transaction_id\` text not null, \`status\` text not null, \`canonical\` text not null, \`digest\` text not null, \`expires_at\` text not null, \`created_at\` text not null, \`decided_at\` text null, \`passkey_id\` text null, \`passkey_name\` text null, \`assertion\` json null, \`counter_before\` bigint null, \`reason\` text null);`,
    );
    this.addSql(`create index \`approvals_transaction_id_index\` on \`approvals\` (\`transaction_id\`);`);
    this.addSql(`create index \`approvals_user_id_status_index\` on \`approvals\` (\`user_id\`, \`status\`);`);

    this.addSql(
      `create table \`audit_chains\` (\`id\` text not null primary key, \`seq\` integer not null, \`hash\` text not null);`,
    );

    this.addSql(
      `create table \`audit_entries\` (\`id\` text not null primary key, \`user_id\` text not null, \`seq\` integer not null, \`at\` text not null, \`actor\` text not null, \`action\` text not null, \`resource\` text not null, \`result\` text not null, \`details\` json not null, \`hash\` text not null, \`previous_hash\` text not null);`,
    );
    this.addSql(
      `create unique index \`audit_entries_user_id_seq_unique\` on \`audit_entries\` (\`user_id\`, \`seq\`);`,
    );

    this.addSql(
      `create table \`challenges\` (\`id\` text not null primary key, \`user_id\` text null, \`kind\` text not null, \`challenge\` text not null, \`payload\` json not null, \`expires_at\` text not null, \`used_at\` text null);`,
    );
    this.addSql(`create index \`challenges_expires_at_index\` on \`challenges\` (\`expires_at\`);`);

    this.addSql(
      `create table \`audit_checkpoints\` (\`id\` text not null primary key, \`user_id\` text not null, \`seq\` integer not null, \`root\` text not null, \`block\` text not null, \`head\` text not null, \`signature\` text not null, \`at\` text not null);`,
    );
    this.addSql(
      `create unique index \`audit_checkpoints_user_id_seq_unique\` on \`audit_checkpoints\` (\`user_id\`, \`seq\`);`,
    );

    this.addSql(
      `create table \`contacts\` (\`id\` text not null primary key, \`user_id\` text not null, \`name\` text not null, \`name_key\` text not null, \`address\` text not null, \`network\` text not null, \`memo\` text null, \`demo\` integer not null, \`mac\` text null, \`created_at\` text not null);`,
    );
    this.addSql(`create index \`contacts_user_id_index\` on \`contacts\` (\`user_id\`);`);
    this.addSql(
      `create unique index \`contacts_user_id_network_name_key_unique\` on \`contacts\` (\`user_id\`, \`network\`, \`name_key\`);`,
    );

    this.addSql(`create table \`vault_meta\` (\`id\` text not null primary key, \`value\` text not null);`);

    this.addSql(
      `create table \`messages\` (\`id\` text not null primary key, \`thread_id\` text not null, \`user_id\` text not null, \`run_id\` text null, \`role\` text not null, \`text\` text not null, \`idempotency_key\` text null, \`created_at\` text not null);`,
    );
    this.addSql(`create index \`messages_thread_id_index\` on \`messages\` (\`thread_id\`);`);
    this.addSql(
      `create unique index \`messages_user_id_idempotency_key_unique\` on \`messages\` (\`user_id\`, \`idempotency_key\`);`,
    );

    this.addSql(
      `create table \`passkeys\` (\`id\` text not null primary key, \`user_id\` text not null, \`credential_id\` text not null, \`public_key\` text not null, \`counter\` bigint not null, \`mac\` text not null, \`transports\` json not null, \`name\` text not null, \`backed_up\` integer not null, \`created_at\` text not null, \`last_used_at\` text null);`,
    );
    this.addSql(`create index \`passkeys_user_id_index\` on \`passkeys\` (\`user_id\`);`);
    this.addSql(`create unique index \`passkeys_credential_id_unique\` on \`passkeys\` (\`credential_id\`);`);

    this.addSql(
      `create table \`payees\` (\`id\` text not null primary key, \`user_id\` text not null, \`network\` text not null, \`address\` text not null, \`first_at\` text not null, \`mac\` text null);`,
    );
    this.addSql(
      `create unique index \`payees_user_id_network_address_unique\` on \`payees\` (\`user_id\`, \`network\`, \`address\`);`,
    );

    this.addSql(
      `create table \`policy_versions\` (\`id\` text not null primary key, \`user_id\` text not null, \`account_id\` text null, \`version\` integer not null, \`rules\` json not null, \`tightened\` integer not null, \`loosened\` integer not null, \`consent\` json null, \`mac\` text not null, \`created_at\` text not null);`,
    );
    this.addSql(
      `create unique index \`policy_versions_user_id_version_unique\` on \`policy_versions\` (\`user_id\`, \`version\`);`,
    );

    this.addSql(
      `create table \`recovery_codes\` (\`id\` text not null primary key, \`user_id\` text not null, \`lookup\` text not null, \`hash\` text not null, \`used_at\` text null);`,
    );
    this.addSql(`create index \`recovery_codes_user_id_index\` on \`recovery_codes\` (\`user_id\`);`);
    this.addSql(`create unique index \`recovery_codes_lookup_unique\` on \`recovery_codes\` (\`lookup\`);`);

    this.addSql(
      `create table \`reservations\` (\`id\` text not null primary key, \`user_id\` text not null, \`account_id\` text not null, \`transaction_id\` text not null, \`network\` text not null, \`asset\` text not null, \`amount\` text not null, \`value_usd\` text null, \`state\` text not null, \`at\` text not null, \`settled_at\` text null);`,
    );
    this.addSql(`create index \`reservations_user_id_at_index\` on \`reservations\` (\`user_id\`, \`at\`);`);
    this.addSql(
      `create unique index \`reservations_transaction_id_asset_unique\` on \`reservations\` (\`transaction_id\`, \`asset\`);`,
    );

    this.addSql(
      `create table \`sessions\` (\`id\` text not null primary key, \`user_id\` text not null, \`token_hash\` text not null, \`opened_with\` text not null, \`created_at\` text not null, \`last_seen_at\` text not null, \`expires_at\` text not null, \`user_agent\` text null);`,
    );
    this.addSql(`create index \`sessions_user_id_index\` on \`sessions\` (\`user_id\`);`);
    this.addSql(`create unique index \`sessions_token_hash_unique\` on \`sessions\` (\`token_hash\`);`);

    this.addSql(`create table \`streams\` (\`id\` text not null primary key, \`seq\` integer not null);`);

    this.addSql(
      `create table \`events\` (\`id\` text not null primary key, \`stream\` text not null, \`seq\` integer not null, \`payload\` json not null, \`at\` text not null);`,
    );
    this.addSql(`create unique index \`events_stream_seq_unique\` on \`events\` (\`stream\`, \`seq\`);`);

    this.addSql(
      `create table \`threads\` (\`id\` text not null primary key, \`user_id\` text not null, \`title\` text null, \`created_at\` text not null, \`updated_at\` text not null, \`deleted_at\` text null);`,
    );
    this.addSql(`create index \`threads_user_id_deleted_at_index\` on \`threads\` (\`user_id\`, \`deleted_at\`);`);

    this.addSql(
      `create table \`transactions\` (\`id\` text not null primary key, \`user_id\` text not null, \`account_id\` text not null, \`network\` text not null, \`status\` text not null, \`proposed_by\` text not null, \`run_id\` text null, \`thread_id\` text null, \`instruction\` text null, \`provenance\` json null, \`reason\` text null, \`intent\` text not null, \`summary\` text not null, \`operations\` json not null, \`outflows\` json not null, \`recipients\` json not null, \`balance_changes\` json not null, \`fee_max\` text not null, \`memo\` text null, \`value_usd\` text null, \`verdict\` json not null, \`facts\` json null, \`priced_at\` text not null, \`mac\` text null, \`idempotency_key\` text null, \`input_hash\` text not null, \`envelope\` text null, \`hash\` text null, \`sequence\` text null, \`valid_until\` text null, \`ledger\` integer null, \`fee_charged\` text null, \`failure\` json null, \`rev\` integer not null, \`created_at\` text not null, \`updated_at\` text not null);`,
    );
    this.addSql(`create index \`transactions_user_id_status_index\` on \`transactions\` (\`user_id\`, \`status\`);`);
    this.addSql(
      `create index \`transactions_account_id_status_index\` on \`transactions\` (\`account_id\`, \`status\`);`,
    );
    this.addSql(
      `create unique index \`transactions_user_id_idempotency_key_unique\` on \`transactions\` (\`user_id\`, \`idempotency_key\`);`,
    );

    this.addSql(
      `create table \`users\` (\`id\` text not null primary key, \`name\` text not null, \`demo\` integer not null, \`frozen_at\` text null, \`frozen_reason\` text null, \`agent_frozen_at\` text null, \`agent_frozen_reason\` text null, \`agent_refusals_from\` text null, \`created_at\` text not null);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists \`accounts\`;`);
    this.addSql(`drop table if exists \`agent_runs\`;`);
    this.addSql(`drop table if exists \`approvals\`;`);
    this.addSql(`drop table if exists \`audit_chains\`;`);
    this.addSql(`drop table if exists \`audit_entries\`;`);
    this.addSql(`drop table if exists \`challenges\`;`);
    this.addSql(`drop table if exists \`audit_checkpoints\`;`);
    this.addSql(`drop table if exists \`contacts\`;`);
    this.addSql(`drop table if exists \`vault_meta\`;`);
    this.addSql(`drop table if exists \`messages\`;`);
    this.addSql(`drop table if exists \`passkeys\`;`);
    this.addSql(`drop table if exists \`payees\`;`);
    this.addSql(`drop table if exists \`policy_versions\`;`);
    this.addSql(`drop table if exists \`recovery_codes\`;`);
    this.addSql(`drop table if exists \`reservations\`;`);
    this.addSql(`drop table if exists \`sessions\`;`);
    this.addSql(`drop table if exists \`streams\`;`);
    this.addSql(`drop table if exists \`events\`;`);
    this.addSql(`drop table if exists \`threads\`;`);
    this.addSql(`drop table if exists \`transactions\`;`);
    this.addSql(`drop table if exists \`users\`;`);
  }
}
