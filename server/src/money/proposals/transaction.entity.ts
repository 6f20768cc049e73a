import { defineEntity, p } from '@mikro-orm/core';
import type { ActorKind } from '../../kernel/actor.js';
import type { NetworkName } from '../../kernel/config.js';
import type { ErrorCode } from '../../kernel/errors.js';
import { id, stroops, utc } from '../../platform/db/columns.js';
import type {
  DecodedOperation,
  StoredBalanceChange,
  StoredOutflow,
  StoredRecipient,
} from '../../rulebook/facts/decoded.js';
import type { Verdict } from '../../rulebook/facts/policy.js';
import type { StoredFeeBump } from '../../rulebook/fee-bump.js';
import { assertEdge, type TransactionStatus } from '../../rulebook/life.js';
import type { StoredProvenance } from '../../rulebook/provenance.js';
import type { VerdictProof } from '../../vault/contract/verdict-statement.js';
import type { StoredDecision } from '../policy/stored-decision.js';
import { Payee } from './payee.entity.js';

export type StoredFailure = { code: ErrorCode; message: string; resultCodes: string[] | null };

type Predecessor = { id: string; summary: string };

const schema = defineEntity({
  name: 'Transaction',
  tableName: 'transactions',
  uniques: [{ properties: ['userId', 'idempotencyKey'] }],
  indexes: [
    { properties: ['userId', 'status'] },
    { properties: ['accountId', 'status'] },
    { properties: ['status', 'updatedAt'] },
  ],
  properties: {
    id: id().primary(),
    userId: id(),
    accountId: id(),
    network: p.string().length(10).$type<NetworkName>(),
    status: p.string().length(20).$type<TransactionStatus>(),
    proposedBy: p.string().length(10).$type<ActorKind>(),
    /** The key of the program that proposed it, or that told the agent to. */
    apiKeyId: id().nullable(),
    runId: id().nullable(),
    threadId: id().nullable(),
    /** The proposal that this one was put in the place of, as it stood on its approval. */
    replaces: p.json<Predecessor>().nullable(),
    /** The person's own message that led here. */
    instruction: p.text().nullable(),
    /** Where destination and amount come from; null where nobody can tell. */
    provenance: p.json<StoredProvenance>().nullable(),
    /** The proposer's words, never checked. */
    reason: p.text().nullable(),
    /** The envelope without sequence number, time bounds and signatures; never changes. */
    intent: p.text(),
    summary: p.text(),
    operations: p.json<DecodedOperation[]>(),
    outflows: p.json<StoredOutflow[]>(),
    recipients: p.json<StoredRecipient[]>(),
    balanceChanges: p.json<StoredBalanceChange[]>(),
    feeMax: stroops(),
    memo: p.string().length(64).nullable(),
    valueUsd: stroops().nullable(),
    verdict: p.json<Verdict>(),
    /** What the verdict at the proposal was made of, so that it can be made again under another policy. */
    facts: p.json<StoredDecision>().nullable(),
    pricedAt: utc(),
    /** The vault's own word for proposal-seal.ts. */
    mac: p.string().length(64).nullable(),
    idempotencyKey: p.string().length(200).nullable(),
    inputHash: p.string().length(64),
    /** The signed envelope and its hash, stored before the first send. */
    envelope: p.text().nullable(),
    /** How the vault judged when it signed, signed by it; null on what was signed before there was such a key. */
    verdictProof: p.json<VerdictProof>().nullable(),
    hash: p.string().length(64).nullable(),
    sequence: stroops().nullable(),
    /** The same bytes under a higher fee; `hash` stays that of what is inside. */
    feeBump: p.json<StoredFeeBump<VerdictProof>>().nullable(),
    validUntil: utc().nullable(),
    ledger: p.integer().nullable(),
    feeCharged: stroops().nullable(),
    failure: p.json<StoredFailure>().nullable(),
    rev: p.integer(),
    createdAt: utc(),
    updatedAt: utc(),
  },
});

/** One transaction from proposal to ledger. Its facts are frozen when it is proposed. */
export class Transaction extends schema.class {
  /** The one way to another status. */
  moveTo(status: TransactionStatus, now: Date = new Date()): void {
    assertEdge(this.status, status);
    this.status = status;
    this.rev += 1;
    this.updatedAt = now;
  }
}
schema.setClass(Transaction);

export const transactionEntities = [Transaction, Payee];
