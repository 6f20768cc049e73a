import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { type Actor, ActorKind } from '../../kernel/actor.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { DAY_MS } from '../../kernel/durations.js';
import { badInput, DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { againIfChanged, type CheckedSeals } from '../../keyring/checked-seals.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow, withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import type { Decoded } from '../../rulebook/decode.js';
import type { SignatureFacts, TransactionFacts, Verdict } from '../../rulebook/facts/policy.js';
import type { Prices } from '../../rulebook/facts/price.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { type StoredProvenance, traceOrigins } from '../../rulebook/provenance.js';
import { wholeInUsd } from '../../rulebook/rules/value.js';
import { proposalRecord } from '../../rulebook/sealed-rows.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Seals } from '../../vault/contract/seals.js';
import { Account } from '../accounts/records/account.entity.js';
import { balanceChanges } from '../drafts/balance-changes.js';
import type { Draft } from '../drafts/draft.service.js';
import { assertKey, readReason } from '../drafts/reason.js';
import { signatureFacts } from '../drafts/signatures.js';
import type { AgentBrake } from '../policy/agent-brake.js';
import type { PolicyService } from '../policy/policy.service.js';
import type { ApprovalRequests } from './approval-requests.js';
import type { FactsService } from './facts.service.js';
import type { PaymentSealsService } from './payment-seals.service.js';
import type { ProposalViewService } from './proposal-view.service.js';
import { Transaction } from './transaction.entity.js';

export type ProposalInput = {
  accountId: string;
  replaces?: string | undefined;
  reason?: string | undefined;
  idempotencyKey?: string | undefined;
};
type Shown = {
  decoded: Decoded;
  facts: TransactionFacts;
  provenance: StoredProvenance | null;
  prices: Prices;
  card: Pick<Transaction, 'recipients' | 'balanceChanges'>;
};

type ToStore = {
  account: Account;
  input: ProposalInput;
  inputHash: string;
  draft: Draft;
  shown: Shown;
  seals: CheckedSeals;
};

/** How an intent is made, and whom it will pay as far as the caller says that. */
export type Drafting = { whom: string[]; draft: (em: EntityManager, account: Account) => Promise<Draft> };

export type ProposeParts = {
  em: EntityManager;
  networks: StellarNetworks;
  policy: PolicyService;
  facts: FactsService;
  views: ProposalViewService;
  requests: ApprovalRequests;
  brake: AgentBrake;
  audit: AuditLog;
  events: Events;
  seals: Pick<Seals, 'seal'>;
  paymentSeals: PaymentSealsService;
};

/** For so long a key means the transaction that it first made. */
const KEY_MS = DAY_MS;

/** From an intent to a stored transaction with its verdict. Nothing is signed here. */
export class ProposeService {
  constructor(private readonly parts: ProposeParts) {}

  /** The same key with the same input gives the transaction that it gave before; `draft` is then not asked. */
  async propose(actor: Actor, input: ProposalInput, drafting: Drafting): Promise<Transaction> {
    assertWords(input);
    const id = await againIfChanged(() => this.attempt(actor, input, drafting));
    await crashPoint('propose.after-commit');
    return this.parts.em.fork().findOneOrFail(Transaction, { id });
  }

  private async attempt(actor: Actor, input: ProposalInput, drafting: Drafting): Promise<string> {
    const em = this.parts.em.fork();
    const inputHash = hashOf(input);
    const earlier = await this.earlier(em, actor.userId, input.idempotencyKey, inputHash);
    if (earlier) return earlier.id;
    const account = await payingAccount(em, actor.userId, input.accountId);
    const seals = await this.checked(em, account, drafting, actor);
    const draft = await drafting.draft(em, account);
    const shown = await this.show(em, account, draft, actor);
    await crashPoint('propose.before-lock');
    return this.store(actor, { account, input, inputHash, draft, shown, seals });
  }

  private checked(em: EntityManager, account: Account, { whom }: Drafting, actor: Actor): Promise<CheckedSeals> {
    return this.parts.paymentSeals.check(em, account, { whom, apiKeyId: actor.apiKeyId ?? null });
  }

  /** Dry run: the verdict there would be, with nothing stored and nothing reserved. */
  async evaluate(actor: Actor, input: ProposalInput, drafting: Drafting): Promise<Verdict> {
    assertWords(input);
    const em = this.parts.em.fork();
    const account = await payingAccount(em, actor.userId, input.accountId);
    await this.checked(em, account, drafting, actor);
    const drafted = await drafting.draft(em, account);
    const { intent } = drafted;
    const unsigned = await this.parts.facts.facts(em, account, intent, actor);
    const facts = { ...unsigned, signatures: await this.signatures(em, account, drafted) };
    const whose = { userId: actor.userId, accountId: input.accountId };
    return this.parts.policy.judge(em, whose, facts, await this.parts.policy.pricesFor(facts));
  }

  private async earlier(
    em: EntityManager,
    userId: string,
    key: string | undefined,
    inputHash: string,
  ): Promise<Transaction | null> {
    if (key === undefined) return null;
    const earlier = await em.findOne(Transaction, { userId, idempotencyKey: key });
    if (!earlier || isForgotten(earlier)) return null;
    if (earlier.inputHash !== inputHash)
      throw new DomainError(
        ErrorCode.CONFLICT,
        'This idempotency key was used with another input. Use a new key for a new transaction.',
      );
    return earlier;
  }

  // All reads of the network happen here, before any lock.
  private async show(em: EntityManager, account: Account, drafted: Draft, actor: Actor): Promise<Shown> {
    const { intent, ledger } = drafted;
    const { decoded, labels } = await this.parts.facts.decoded(em, account, intent);
    const provenance = traceOrigins(decoded, labels, actor);
    const unsigned = await this.parts.facts.facts(em, account, intent, { ...actor, provenance });
    const facts = { ...unsigned, signatures: await this.signatures(em, account, drafted) };
    const prices = await this.parts.policy.pricesFor(facts);
    const recipients = await this.parts.views.recipients(em, account, decoded, labels);
    return {
      decoded,
      facts,
      provenance,
      prices,
      card: { recipients, balanceChanges: balanceChanges(ledger, decoded) },
    };
  }

  private signatures(em: EntityManager, account: Account, drafted: Draft): Promise<SignatureFacts> {
    return signatureFacts(em, this.parts.networks.get(account.network), account, drafted);
  }

  private async store(actor: Actor, { account, input, inputHash, draft, shown, seals }: ToStore): Promise<string> {
    return withRowLocked(this.parts.em, User, actor.userId, async (tx) => {
      seals.restIn(tx);
      // Looked up again under the lock: two calls with one key at once make one transaction.
      const earlier = await this.earlier(tx, actor.userId, input.idempotencyKey, inputHash);
      if (earlier) return earlier.id;
      // Archived since it was drafted: under the person's lock nobody archives it any more.
      await payingAccount(tx, actor.userId, account.id);
      await releaseKey(tx, actor.userId, input.idempotencyKey);
      const waiting = input.replaces === undefined ? null : await replaceable(tx, actor, input.replaces);
      const whose = { userId: actor.userId, accountId: account.id };
      const { verdict, inputs } = await this.parts.policy.weigh(tx, whose, shown.facts, shown.prices);
      // What is refused takes nobody's place: the question that waits can still be answered.
      const replaced = verdict.decision === 'REFUSE' ? null : waiting;
      const row = {
        ...this.facets(actor, input, shown),
        id: newId('txn'),
        accountId: account.id,
        network: account.network,
        intent: draft.intent,
        inputHash,
        replaces: replaced && { id: replaced.id, summary: replaced.summary },
        verdict,
        facts: inputs,
      };
      const mac = await this.parts.seals.seal(proposalRecord(row));
      const transaction = tx.create(Transaction, { ...row, mac });
      await tx.persist(transaction).flush();
      if (replaced) await this.parts.requests.replace(tx, replaced, { id: row.id, actor });
      await this.decide(tx, transaction, actor);
      await crashPoint('propose.before-commit');
      return transaction.id;
    });
  }

  private async decide(tx: EntityManager, transaction: Transaction, actor: Actor): Promise<void> {
    const { decision, rules } = transaction.verdict;
    const matched = rules.filter((rule) => rule.matched).map(({ rule }) => rule);
    const details = {
      summary: transaction.summary,
      matched,
      intentHash: createHash('sha256').update(transaction.intent).digest('hex'),
    };
    const { userId, id } = transaction;
    await this.parts.audit.record(tx, {
      userId,
      actor: actor.kind,
      apiKeyId: actor.apiKeyId,
      action: 'transaction.proposed',
      resource: id,
      result: decision,
      details,
    });
    if (decision === 'ASK') await this.ask(tx, transaction);
    else transaction.moveTo(decision === 'ALLOW' ? TransactionStatus.APPROVED : TransactionStatus.DENIED);
    if (decision === 'REFUSE') transaction.failure = refusal(transaction.verdict);
    if (decision === 'REFUSE' && actor.kind === ActorKind.AGENT)
      await this.parts.brake.afterRefusal(tx, { userId, apiKeyId: actor.apiKeyId ?? null });
    await this.parts.events.publish(tx, `transactions:${userId}`, { transactionId: id, status: transaction.status });
  }

  private async ask(tx: EntityManager, transaction: Transaction): Promise<void> {
    const refusal = await this.parts.requests.tooMany(tx, transaction);
    if (refusal) throw new DomainError(ErrorCode.CONFLICT, refusal);
    transaction.moveTo(TransactionStatus.AWAITING_APPROVAL);
    await this.parts.requests.open(tx, transaction);
  }

  private facets(actor: Actor, input: ProposalInput, { decoded, facts, provenance, prices, card }: Shown) {
    const now = new Date();
    return {
      ...card,
      userId: actor.userId,
      status: TransactionStatus.PROPOSED,
      proposedBy: actor.kind,
      apiKeyId: actor.apiKeyId ?? null,
      runId: actor.runId ?? null,
      threadId: actor.threadId ?? null,
      instruction: actor.kind === ActorKind.AGENT && !actor.apiKeyId ? (actor.instruction ?? null) : null,
      provenance,
      reason: readReason(input.reason),
      summary: decoded.summary,
      operations: decoded.operations,
      outflows: this.parts.views.outflows(decoded.outflows, prices),
      feeMax: decoded.feeMax,
      memo: decoded.memo,
      valueUsd: wholeInUsd({ facts, prices }),
      pricedAt: now,
      idempotencyKey: input.idempotencyKey ?? null,
      envelope: null,
      hash: null,
      sequence: null,
      feeBump: null,
      validUntil: null,
      ledger: null,
      feeCharged: null,
      failure: null,
      rev: 1,
      createdAt: now,
      updatedAt: now,
    };
  }
}

/** Why the policy said no, in the words of its first rule that did. */
export const refusal = ({ rules }: Verdict): Transaction['failure'] => {
  const rule = rules.find(({ decision }) => decision === 'REFUSE');
  return rule ? { code: rule.code ?? ErrorCode.PERMISSION_DENIED, message: rule.message, resultCodes: null } : null;
};

const assertWords = ({ reason, idempotencyKey }: ProposalInput): void => {
  readReason(reason);
  assertKey(idempotencyKey);
};

// Not RFC 8785, which throws for half a character: whoever reads that field has a sentence for it.
const hashOf = (input: ProposalInput): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');

// The agent's keys name its run and call, and a run that was interrupted may go on after days: those stay for ever.
const isForgotten = ({ runId, createdAt }: Transaction): boolean =>
  runId == null && Date.now() - createdAt.getTime() > KEY_MS;

/** Only a key that nobody holds any more is still in the table here. */
const releaseKey = async (tx: EntityManager, userId: string, key: string | undefined): Promise<void> => {
  if (key !== undefined) await tx.nativeUpdate(Transaction, { userId, idempotencyKey: key }, { idempotencyKey: null });
};

/** Foreign, absent and of another thread or program are one answer. Its row is locked until the commit, as for a decision. */
const replaceable = async (tx: EntityManager, actor: Actor, id: string): Promise<Transaction> => {
  const { kind, userId, threadId = null, apiKeyId = null } = actor;
  const byProgram = { ...(kind === ActorKind.AGENT && { threadId }), apiKeyId, proposedBy: kind };
  const own = { id, userId, ...(kind !== ActorKind.PERSON && byProgram) };
  if ((await tx.count(Transaction, own)) === 0) throw notFound('transaction');
  return lockRow(tx, Transaction, id);
};

const ARCHIVED = 'This account is archived. Bring it back in the list of accounts, or use another one.';

const payingAccount = async (em: EntityManager, userId: string, id: string): Promise<Account> => {
  const account = await em.findOne(Account, { id, userId });
  if (!account) throw notFound('account');
  if (account.archivedAt) throw badInput(ARCHIVED);
  return account;
};
