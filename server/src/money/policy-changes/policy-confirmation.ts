import type { EntityManager } from '@mikro-orm/core';
import type { AskedConsent } from '../../identity/consent/consent.service.js';
import { CHALLENGE_MS, type Challenges } from '../../identity/passkeys/challenges.js';
import { type PasskeyService, pinnedOf } from '../../identity/passkeys/passkey.service.js';
import { isDemo } from '../../identity/records/sealed-records.js';
import { Passkey, type User } from '../../identity/records/user.entity.js';
import type { ConsentInput } from '../../identity/users/user.inputs.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { consentDigest } from '../../rulebook/consent-text.js';
import { mismatch } from '../../vault/contract/refusals.js';
import type { PolicyChangeRequest, Vault } from '../../vault/contract/vault.js';
import type { Whose } from '../policy/decision-log.js';
import type { PolicyConsent } from '../policy/policy.entity.js';
import { renderChange } from './change-text.js';
import type { Plan } from './policy-planner.js';

/** An answer whose question is used up already. */
export type ConsentAnswer = {
  id: string;
  canonical: string;
  issuedAt: Date;
  expiresAt: string;
  assertion: Record<string, unknown> | null;
};

/** What is stored of a confirmation, and what the vault verifies of it; a demo user has no passkey to prove it by. */
export type Confirmed = { consent: PolicyConsent; proof: PolicyChangeRequest['consent'] };

/** The change that is asked for, and by whom. */
export type AskedChange = { user: User; whose: Whose; plan: Plan };

const required = (message: string): DomainError => new DomainError(ErrorCode.CONSENT_REQUIRED, message);

/** A person's word for one change of their policy, its backtest included; good once. */
export class PolicyConfirmation {
  constructor(
    private readonly challenges: Challenges,
    private readonly passkeys: PasskeyService,
    private readonly vault: Pick<Vault, 'verifyAssertion' | 'checkSeals'>,
  ) {}

  async ask(whose: Whose, plan: Plan, issued: Date): Promise<AskedConsent> {
    const id = newId('chl');
    const expiresAt = new Date(issued.getTime() + CHALLENGE_MS);
    const times = { issuedAt: issued.toISOString(), expiresAt: expiresAt.toISOString() };
    const canonical = renderChange({ id, ...whose, ...plan, ...times });
    const options = await this.passkeys.confirmOptions(whose.userId, canonical);
    const digest = consentDigest(canonical);
    const payload = { canonical, ...times };
    const { userId } = whose;
    await this.challenges.issue({
      id,
      kind: 'POLICY',
      userId,
      payload,
      expiresAt,
      challenge: digest.toString('base64url'),
    });
    return { id, options, consent: { digest: digest.toString('hex'), canonical } };
  }

  async take(userId: string, { challengeId, assertion }: ConsentInput): Promise<ConsentAnswer> {
    const challenge = await this.challenges.consume(challengeId, 'POLICY', userId);
    if (!challenge) throw required('This confirmation has expired or was used already. Start the change again.');
    const { canonical = '', issuedAt = '', expiresAt = '' } = challenge.payload;
    return { id: challenge.id, canonical, issuedAt: new Date(issuedAt), expiresAt, assertion: assertion ?? null };
  }

  /** Compares with what is about to be stored, made anew, and verifies the passkey's word for it. */
  async verify(tx: EntityManager, answer: ConsentAnswer, { user, whose, plan }: AskedChange): Promise<Confirmed> {
    const { id, canonical, expiresAt, assertion } = answer;
    const times = { issuedAt: answer.issuedAt.toISOString(), expiresAt };
    if (renderChange({ id, ...whose, ...plan, ...times }) !== canonical) throw mismatch();
    const passkeys = await tx.find(Passkey, { userId: user.id });
    if (!assertion && passkeys.length === 0 && (await isDemo(this.vault, user)))
      return { consent: { canonical, assertion: null, passkeyId: null }, proof: null };
    if (!assertion) throw required('This needs your passkey. Confirm it with one and send the assertion.');
    const passkey = passkeys.find(({ credentialId }) => credentialId === assertion.id);
    if (!passkey) throw mismatch();
    const pinned = pinnedOf(passkey);
    const check = { userId: user.id, canonical, assertion, passkey: pinned };
    const { counter } = await this.vault.verifyAssertion(check);
    await this.passkeys.used(tx, pinned, counter);
    const proof = { canonical, assertion, passkey: pinned };
    return { consent: { canonical, assertion, passkeyId: pinned.id }, proof };
  }
}
