import { defineEntity, p } from '@mikro-orm/core';
import { id, stroops, utc } from '../../platform/db/columns.js';
import type { Unasked } from '../../rulebook/facts/unasked.js';
import type { StoredRules } from '../../rulebook/rules/stored-rules.js';
import type { SealedRecord, SealedRow } from '../../vault/contract/vault.js';

type ReservationState = 'RESERVED' | 'SPENT' | 'FREED';

const schema = defineEntity({
  name: 'Reservation',
  tableName: 'reservations',
  uniques: [{ properties: ['transactionId', 'asset'] }],
  indexes: [{ properties: ['userId', 'at'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    accountId: id(),
    transactionId: id(),
    /** The key whose own caps it uses up beside those of its person. */
    apiKeyId: id().nullable(),
    network: p.string().length(10).$type<'LOCAL' | 'TESTNET' | 'MAINNET'>(),
    asset: p.string().length(80),
    amount: stroops(),
    /** Worth at the price the transaction was signed at; never revalued. */
    valueUsd: stroops().nullable(),
    /** What the whole transaction sends out unasked; in the row of its network fee, which each of them has. */
    unasked: p.json<Unasked>().nullable(),
    state: p.string().length(10).$type<ReservationState>(),
    at: utc(),
    settledAt: utc().nullable(),
  },
});

/** Part of a cap that one signed transaction may use up. RESERVED and SPENT count, FREED does not. */
export class Reservation extends schema.class {}
schema.setClass(Reservation);

/** The passkey's word for a loosening, as it was verified; no assertion where a demo user confirmed. */
export type PolicyConsent = { canonical: string; assertion: Record<string, unknown> | null; passkeyId: string | null };

const versionSchema = defineEntity({
  name: 'PolicyVersion',
  tableName: 'policy_versions',
  uniques: [{ properties: ['userId', 'version'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    /** Null for the person's own policy; else the account whose payments it makes stricter. */
    accountId: id().nullable(),
    /** Counts up for each person, over all their accounts. */
    version: p.integer(),
    rules: p.json<StoredRules>(),
    tightened: p.boolean(),
    loosened: p.boolean(),
    consent: p.json<PolicyConsent>().nullable(),
    /** Made milder without a passkey, so that it holds for demo accounts alone. */
    demo: p.boolean().default(false),
    /** The vault's own word that the server wrote this row. */
    mac: p.string().length(64),
    createdAt: utc(),
  },
});

/** A policy from one change to the next; the newest row of a person, and of each account, counts. Never updated. */
export class PolicyVersion extends versionSchema.class {}
versionSchema.setClass(PolicyVersion);

type Vouched = Omit<PolicyVersion, 'consent' | 'mac' | 'demo'> & { accountId?: string | null | undefined };

/** What of a version the vault vouches for. */
export const versionRecord = ({
  id,
  userId,
  accountId,
  version,
  rules,
  createdAt,
  ...rest
}: Vouched): SealedRecord => ({
  kind: 'policy',
  id,
  userId,
  accountId: accountId ?? null,
  version,
  rules,
  createdAt: createdAt.toISOString(),
  tightened: rest.tightened,
  loosened: rest.loosened,
});

export const sealedVersion = (row: PolicyVersion): SealedRow => ({
  record: { ...versionRecord(row), kind: row.demo ? 'demo-policy' : 'policy' },
  mac: row.mac,
});

export const policyEntities = [Reservation, PolicyVersion];
