import { Migration } from '@mikro-orm/migrations';

export class Initial20261122 extends Migration {
  override name = 'Initial20261122';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "accounts" ("id" varchar(40) not null, "user_id" varchar(40) not null, "name" varchar(80) not null, "address" varchar(56) not null, "network" varchar(10) not null, "sealed" jsonb not null, "holder" varchar(10) not null, "frozen_at" timestamptz(3) null, "frozen_reason" varchar(200) null, "archived_at" timestamptz(3) null, "mac" varchar(64) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "accounts_user_id_index" on "accounts" ("user_id");`);
    this.addSql(
      `alter table "accounts" add constraint "accounts_address_network_unique" unique ("address", "network");`,
    );

    this.addSql(
      `create table "agent_runs" ("id" varchar(40) not null, "user_id" varchar(40) not null, "thread_id" varchar(40) not null, "status" varchar(24) not null, "instruction" text not null, "state" jsonb not null, "pending_transaction_id" varchar(40) null, "error" jsonb null, "lease" varchar(40) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "agent_runs_thread_id_index" on "agent_runs" ("thread_id");`);
    this.addSql(`create index "agent_runs_status_index" on "agent_runs" ("status");`);
    this.addSql(`create index "agent_runs_user_id_status_index" on "agent_runs" ("user_id", "status");`);

    this.addSql(
      `create table "approvals" ("id" varchar(40) not null, "user_id" varchar(40) not null, "transaction_id" varchar(40) not null, "status" varchar(12) not null, "canonical" text not null, "digest" varchar(64) not null, "expires_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, "decided_at" timestamptz(3) null, "passkey_id" varchar(40) null, "passkey_name" varchar(80) null, "assertion" jsonb null, "counter_before" bigint null, "reason" varchar(500) null, primary key ("id"));`,
    );
    this.addSql(`create index "approvals_transaction_id_index" on "approvals" ("transaction_id");`);
    this.addSql(`create index "approvals_user_id_status_index" on "approvals" ("user_id", "status");`);

    this.addSql(
      `create table "audit_chains" ("id" varchar(40) not null, "seq" int not null, "hash" varchar(64) not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "audit_entries" ("id" varchar(40) not null, "user_id" varchar(40) not null, "seq" int not null, "at" timestamptz(3) not null, "actor" varchar(10) not null, "action" varchar(60) not null, "resource" varchar(80) not null, "result" varchar(60) not null, "details" jsonb not null, "hash" varchar(64) not null, "previous_hash" varchar(64) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "audit_entries" add constraint "audit_entries_user_id_seq_unique" unique ("user_id", "seq");`,
    );

    this.addSql(
      `create table "challenges" ("id" varchar(40) not null, "user_id" varchar(40) null, "kind" varchar(20) not null, "challenge" varchar(100) not null, "payload" jsonb not null, "expires_at" timestamptz(3) not null, "used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "challenges_expires_at_index" on "challenges" ("expires_at");`);

    this.addSql(
      `create table "audit_checkpoints" ("id" varchar(40) not null, "user_id" varchar(40) not null, "seq" int not null, "root" varchar(64) not null, "block" varchar(64) not null, "head" varchar(64) not null, "signature" varchar(88) not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "audit_checkpoints" add constraint "audit_checkpoints_user_id_seq_unique" unique ("user_id", "seq");`,
    );

    this.addSql(
      `create table "contacts" ("id" varchar(40) not null, "user_id" varchar(40) not null, "name" varchar(80) not null, "name_key" varchar(400) not null, "address" varchar(69) not null, "network" varchar(10) not null, "memo" varchar(28) null, "demo" boolean not null, "mac" varchar(64) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "contacts_user_id_index" on "contacts" ("user_id");`);
    this.addSql(
      `alter table "contacts" add constraint "contacts_user_id_network_name_key_unique" unique ("user_id", "network", "name_key");`,
    );

    this.addSql(
      `create table "vault_meta" ("id" varchar(40) not null, "value" varchar(64) not null, primary key ("id"));`,
    );

    this.addSql(
      `create table "messages" ("id" varchar(40) not null, "thread_id" varchar(40) not null, "user_id" varchar(40) not null, "run_id" varchar(40) null, "role" varchar(10) not null, "text" text not null, "idempotency_key" varchar(200) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "messages_thread_id_index" on "messages" ("thread_id");`);
    this.addSql(
      `alter table "messages" add constraint "messages_user_id_idempotency_key_unique" unique ("user_id", "idempotency_key");`,
    );

    this.addSql(
      `create table "passkeys" ("id" varchar(40) not null, "user_id" varchar(40) not null, "credential_id" varchar(1400) not null, "public_key" text not null, "counter" bigint not null, "mac" varchar(64) not null, "transports" jsonb not null, "name" varchar(80) not null, "backed_up" boolean not null, "created_at" timestamptz(3) not null, "last_used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "passkeys_user_id_index" on "passkeys" ("user_id");`);
    this.addSql(`alter table "passkeys" add constraint "passkeys_credential_id_unique" unique ("credential_id");`);

    this.addSql(
      `create table "payees" ("id" varchar(40) not null, "user_id" varchar(40) not null, "network" varchar(10) not null, "address" varchar(80) not null, "first_at" timestamptz(3) not null, "mac" varchar(64) null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "payees" add constraint "payees_user_id_network_address_unique" unique ("user_id", "network", "address");`,
    );

    this.addSql(
      `create table "policy_versions" ("id" varchar(40) not null, "user_id" varchar(40) not null, "account_id" varchar(40) null, "version" int not null, "rules" jsonb not null, "tightened" boolean not null, "loosened" boolean not null, "consent" jsonb null, "mac" varchar(64) not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "policy_versions" add constraint "policy_versions_user_id_version_unique" unique ("user_id", "version");`,
    );

    this.addSql(
      `create table "recovery_codes" ("id" varchar(40) not null, "user_id" varchar(40) not null, "lookup" varchar(16) not null, "hash" varchar(200) not null, "used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "recovery_codes_user_id_index" on "recovery_codes" ("user_id");`);
    this.addSql(`alter table "recovery_codes" add constraint "recovery_codes_lookup_unique" unique ("lookup");`);

    this.addSql(
      `create table "reservations" ("id" varchar(40) not null, "user_id" varchar(40) not null, "account_id" varchar(40) not null, "transaction_id" varchar(40) not null, "network" varchar(10) not null, "asset" varchar(80) not null, "amount" numeric(39,0) not null, "value_usd" numeric(39,0) null, "state" varchar(10) not null, "at" timestamptz(3) not null, "settled_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "reservations_user_id_at_index" on "reservations" ("user_id", "at");`);
    this.addSql(
      `alter table "reservations" add constraint "reservations_transaction_id_asset_unique" unique ("transaction_id", "asset");`,
    );

    this.addSql(
      `create table "sessions" ("id" varchar(40) not null, "user_id" varchar(40) not null, "token_hash" varchar(64) not null, "opened_with" varchar(20) not null, "created_at" timestamptz(3) not null, "last_seen_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "user_agent" varchar(200) null, primary key ("id"));`,
    );
    this.addSql(`create index "sessions_user_id_index" on "sessions" ("user_id");`);
    this.addSql(`alter table "sessions" add constraint "sessions_token_hash_unique" unique ("token_hash");`);

    this.addSql(`create table "streams" ("id" varchar(80) not null, "seq" int not null, primary key ("id"));`);

    this.addSql(
      `create table "events" ("id" varchar(40) not null, "stream" varchar(80) not null, "seq" int not null, "payload" jsonb not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "events" add constraint "events_stream_seq_unique" unique ("stream", "seq");`);

    this.addSql(
      `create table "threads" ("id" varchar(40) not null, "user_id" varchar(40) not null, "title" varchar(80) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "deleted_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "threads_user_id_deleted_at_index" on "threads" ("user_id", "deleted_at");`);

    this.addSql(
      `create table "transactions" ("id" varchar(40) not null, "user_id" varchar(40) not null, "account_id" varchar(40) not null, "network" varchar(10) not null, "status" varchar(20) not null, "proposed_by" varchar(10) not null, "run_id" varchar(40) null, "thread_id" varchar(40) null, "instruction" text null, "provenance" jsonb null, "reason" text null, "intent" text not null, "summary" text not null, "operations" jsonb not null, "outflows" jsonb not null, "recipients" jsonb not null, "balance_changes" jsonb not null, "fee_max" numeric(39,0) not null, "memo" varchar(64) null, "value_usd" numeric(39,0) null, "verdict" jsonb not null, "facts" jsonb null, "priced_at" timestamptz(3) not null, "mac" varchar(64) null, "idempotency_key" varchar(200) null, "input_hash" varchar(64) not null, "envelope" text null, "hash" varchar(64) null, "sequence" numeric(39,0) null, "valid_until" timestamptz(3) null, "ledger" int null, "fee_charged" numeric(39,0) null, "failure" jsonb null, "rev" int not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "transactions_user_id_status_index" on "transactions" ("user_id", "status");`);
    this.addSql(`create index "transactions_account_id_status_index" on "transactions" ("account_id", "status");`);
    this.addSql(
      `alter table "transactions" add constraint "transactions_user_id_idempotency_key_unique" unique ("user_id", "idempotency_key");`,
    );

    this.addSql(
      `create table "users" ("id" varchar(40) not null, "name" varchar(80) not null, "demo" boolean not null, "frozen_at" timestamptz(3) null, "frozen_reason" varchar(200) null, "agent_frozen_at" timestamptz(3) null, "agent_frozen_reason" varchar(200) null, "agent_refusals_from" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "accounts" cascade;`);
    this.addSql(`drop table if exists "agent_runs" cascade;`);
    this.addSql(`drop table if exists "approvals" cascade;`);
    this.addSql(`drop table if exists "audit_chains" cascade;`);
    this.addSql(`drop table if exists "audit_entries" cascade;`);
    this.addSql(`drop table if exists "challenges" cascade;`);
    this.addSql(`drop table if exists "audit_checkpoints" cascade;`);
    this.addSql(`drop table if exists "contacts" cascade;`);
    this.addSql(`drop table if exists "vault_meta" cascade;`);
    this.addSql(`drop table if exists "messages" cascade;`);
    this.addSql(`drop table if exists "passkeys" cascade;`);
    this.addSql(`drop table if exists "payees" cascade;`);
    this.addSql(`drop table if exists "policy_versions" cascade;`);
    this.addSql(`drop table if exists "recovery_codes" cascade;`);
    this.addSql(`drop table if exists "reservations" cascade;`);
    this.addSql(`drop table if exists "sessions" cascade;`);
    this.addSql(`drop table if exists "streams" cascade;`);
    this.addSql(`drop table if exists "events" cascade;`);
    this.addSql(`drop table if exists "threads" cascade;`);
    this.addSql(`drop table if exists "transactions" cascade;`);
    this.addSql(`drop table if exists "users" cascade;`);
  }
}
