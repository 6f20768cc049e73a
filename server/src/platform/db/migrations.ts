import type { Constructor } from '@mikro-orm/core';
import type { Migration } from '@mikro-orm/migrations';
import type { DatabaseConfig } from '../../kernel/config.js';
import { AddApiKeys20261122 as ApiKeysPostgresql } from './migrations/postgresql/20261122-api-keys.js';
import { Backups20261122 as BackupsPostgresql } from './migrations/postgresql/20261122-backups.js';
import { FeeBump20261122 as FeeBumpPostgresql } from './migrations/postgresql/20261122-fee-bump.js';
import { Initial20261122 as InitialPostgresql } from './migrations/postgresql/20261122-initial.js';
import { Keyring20261122 as KeyringPostgresql } from './migrations/postgresql/20261122-keyring.js';
import { NewPasskeys20261122 as NewPasskeysPostgresql } from './migrations/postgresql/20261122-new-passkeys.js';
import { VaultStates20261122 as VaultStatesPostgresql } from './migrations/postgresql/20261122-vault-states.js';
import { VerdictProof20261122 as VerdictProofPostgresql } from './migrations/postgresql/20261122-verdict-proof.js';
import { ApprovedPayees20261130 as ApprovedPayeesPostgresql } from './migrations/postgresql/20261130-approved-payees.js';
import { LateTransactions20261130 as LateTransactionsPostgresql } from './migrations/postgresql/20261130-late-transactions.js';
import { Recovery20261130 as RecoveryPostgresql } from './migrations/postgresql/20261130-recovery.js';
import { SignerReplacement20261130 as SignerReplacementPostgresql } from './migrations/postgresql/20261130-signer-replacement.js';
import { ReplacedProposals20261201 as ReplacedProposalsPostgresql } from './migrations/postgresql/20261201-replaced-proposals.js';
import { SealedWaysIn20261201 as SealedWaysInPostgresql } from './migrations/postgresql/20261201-sealed-ways-in.js';
import { AddApiKeys20261122 as ApiKeysSqlite } from './migrations/sqlite/20261122-api-keys.js';
import { Backups20261122 as BackupsSqlite } from './migrations/sqlite/20261122-backups.js';
import { FeeBump20261122 as FeeBumpSqlite } from './migrations/sqlite/20261122-fee-bump.js';
import { Initial20261122 as InitialSqlite } from './migrations/sqlite/20261122-initial.js';
import { Keyring20261122 as KeyringSqlite } from './migrations/sqlite/20261122-keyring.js';
import { NewPasskeys20261122 as NewPasskeysSqlite } from './migrations/sqlite/20261122-new-passkeys.js';
import { VaultStates20261122 as VaultStatesSqlite } from './migrations/sqlite/20261122-vault-states.js';
import { VerdictProof20261122 as VerdictProofSqlite } from './migrations/sqlite/20261122-verdict-proof.js';
import { ApprovedPayees20261130 as ApprovedPayeesSqlite } from './migrations/sqlite/20261130-approved-payees.js';
import { LateTransactions20261130 as LateTransactionsSqlite } from './migrations/sqlite/20261130-late-transactions.js';
import { Recovery20261130 as RecoverySqlite } from './migrations/sqlite/20261130-recovery.js';
import { SignerReplacement20261130 as SignerReplacementSqlite } from './migrations/sqlite/20261130-signer-replacement.js';
import { ReplacedProposals20261201 as ReplacedProposalsSqlite } from './migrations/sqlite/20261201-replaced-proposals.js';
import { SealedWaysIn20261201 as SealedWaysInSqlite } from './migrations/sqlite/20261201-sealed-ways-in.js';

const sqlite: Constructor<Migration>[] = [
  InitialSqlite,
  FeeBumpSqlite,
  VaultStatesSqlite,
  BackupsSqlite,
  ApiKeysSqlite,
  KeyringSqlite,
  NewPasskeysSqlite,
  VerdictProofSqlite,
  SignerReplacementSqlite,
  LateTransactionsSqlite,
  RecoverySqlite,
  ApprovedPayeesSqlite,
  SealedWaysInSqlite,
  ReplacedProposalsSqlite,
];
const postgresql: Constructor<Migration>[] = [
  InitialPostgresql,
  FeeBumpPostgresql,
  VaultStatesPostgresql,
  BackupsPostgresql,
  ApiKeysPostgresql,
  KeyringPostgresql,
  NewPasskeysPostgresql,
  VerdictProofPostgresql,
  SignerReplacementPostgresql,
  LateTransactionsPostgresql,
  RecoveryPostgresql,
  ApprovedPayeesPostgresql,
  SealedWaysInPostgresql,
  ReplacedProposalsPostgresql,
];

/** SQL differs by database, so each has a list of its own; a migration that has landed is never edited. */
export const migrationsFor = (kind: DatabaseConfig['kind']): Constructor<Migration>[] =>
  kind === 'sqlite' ? sqlite : postgresql;
