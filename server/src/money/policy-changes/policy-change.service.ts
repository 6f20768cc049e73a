import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { ActorKind } from '../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { storedState, storeState } from '../../keyring/vault-state.entity.js';
import type { AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { type Difference, isLooser } from '../../rulebook/compare.js';
import { consentDigest } from '../../rulebook/consent-text.js';
import { storeRules } from '../../rulebook/rules/stored-rules.js';
import { policyFields } from '../../vault/contract/policy-fields.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { Whose } from '../policy/decision-log.js';
import { type PolicyConsent, PolicyVersion, versionRecord } from '../policy/policy.entity.js';
import type { PendingApprovals } from './pending-approvals.js';
import type { PolicyChangeInput, UpdatePolicyInput } from './policy-change.inputs.js';
import type { PolicyChange } from './policy-change.types.js';
import type { Confirmed, PolicyConfirmation } from './policy-confirmation.js';
import type { Plan, PolicyPlanner } from './policy-planner.js';

type Row = Parameters<typeof versionRecord>[0];

export type PolicyChangeParts = {
  em: EntityManager;
  planner: PolicyPlanner;
  confirmation: PolicyConfirmation;
  pending: PendingApprovals;
  vault: Pick<Vault, 'sealPolicy' | 'learn'>;
  audit: AuditLog;
  events: Events;
  now?: () => Date;
};

/** Changes a policy. Stricter rules hold at once; milder ones only with a passkey's word for exactly this change. */
export class PolicyChangeService {
  private readonly now: () => Date;

  constructor(private readonly parts: PolicyChangeParts) {
    this.now = parts.now ?? (() => new Date());
  }

  /** What a change would do, and, where it loosens anything, the question for the passkey. Changes nothing. */
  async start(userId: string, input: PolicyChangeInput): Promise<PolicyChange> {
    const whose = { userId, accountId: input.accountId ?? null };
    const issued = this.now();
    const plan = await this.parts.planner.plan(this.parts.em.fork(), whose, input, issued);
    const { differences, backtest } = plan;
    if (!differences.some(isLooser)) return { id: null, options: null, consent: null, differences, backtest };
    return { ...(await this.parts.confirmation.ask(whose, plan, issued)), differences, backtest };
  }

  async update(userId: string, { consent, ...input }: UpdatePolicyInput): Promise<void> {
    const whose = { userId, accountId: input.accountId ?? null };
    // Taken out of use before anything else, so that a wrong answer cannot be tried twice.
    const given = consent ? await this.parts.confirmation.take(userId, consent) : null;
    await withRowLocked(this.parts.em, User, userId, async (tx, user) => {
      const plan = await this.parts.planner.plan(tx, whose, input, given?.issuedAt ?? this.now());
      const confirmed = given ? await this.parts.confirmation.verify(tx, given, { user, whose, plan }) : null;
      if (!confirmed) assertNeedsNone(plan.differences);
      if (plan.changes) await this.store(tx, whose, plan, confirmed);
    });
    await this.tellVault(userId);
  }

  // The vault takes it for the newest now, and not before the database holds it. Where this is lost, the next signature tells it.
  private async tellVault(userId: string): Promise<void> {
    const state = await storedState(this.parts.em.fork(), userId);
    await this.parts.vault.learn({ userId, state }).catch(() => undefined);
  }

  private async store(tx: EntityManager, whose: Whose, plan: Plan, confirmed: Confirmed | null): Promise<void> {
    const consent = confirmed?.consent ?? null;
    const last = await tx.findOne(PolicyVersion, { userId: whose.userId }, { orderBy: { version: 'desc' } });
    const [tightened, loosened] = [plan.differences.some((one) => !isLooser(one)), plan.differences.some(isLooser)];
    const draft = {
      id: newId('pol'),
      ...whose,
      version: (last?.version ?? FIRST_VERSION) + 1,
      rules: storeRules(plan.rules),
      tightened,
      loosened,
      createdAt: this.now(),
    };
    const sealed = await this.seal(tx, whose, draft, confirmed);
    const row = { ...draft, ...sealed };
    await tx.persist(tx.create(PolicyVersion, { ...row, consent })).flush();
    const superseded = tightened ? await this.parts.pending.supersedeRefused(tx, whose) : [];
    await this.note(tx, row, { plan, superseded, consent });
  }

  private async seal(tx: EntityManager, whose: Whose, row: Row, confirmed: Confirmed | null) {
    const { vault, planner } = this.parts;
    const state = await storedState(tx, whose.userId);
    const holding = await planner.holding(tx, whose);
    const answer = { record: versionRecord(row), holding, consent: confirmed?.proof ?? null, state };
    const sealed = await vault.sealPolicy(answer);
    await storeState(tx, sealed.state);
    const { version } = policyFields(sealed);
    return { version, mac: sealed.mac, demo: sealed.record.kind === 'demo-policy' };
  }

  private async note(
    tx: EntityManager,
    { id, userId, accountId, version, loosened }: Pick<PolicyVersion, 'id' | 'userId' | 'version' | 'loosened'> & Whose,
    { plan, superseded, consent }: { plan: Plan; superseded: string[]; consent: PolicyConsent | null },
  ): Promise<void> {
    const { differences, backtest } = plan;
    const proof = consent && { digest: consentDigest(consent.canonical).toString('hex'), passkey: consent.passkeyId };
    const details = { accountId, version, differences, superseded, ...(proof && { ...proof, backtest }) };
    const action = loosened ? ('policy.loosened' as const) : ('policy.tightened' as const);
    await this.parts.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource: id, result: 'OK', details });
    await this.parts.events.publish(tx, `user:${userId}`, { policyVersion: version, accountId });
  }
}

/** The operator's defaults are version 1. */
const FIRST_VERSION = 1;

const assertNeedsNone = (differences: Difference[]): void => {
  const milder = differences.find(isLooser);
  if (!milder) return;
  throw new DomainError(
    ErrorCode.CONSENT_REQUIRED,
    `This loosens your policy (${milder.rule}: ${milder.from} -> ${milder.to}). Call startPolicyChange and confirm with your passkey.`,
  );
};
