import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { mismatch } from '../../vault/contract/refusals.js';
import type { PolicyChangeRequest, Vault } from '../../vault/contract/vault.js';
import type { Challenges } from '../passkeys/challenges.js';
import { type PasskeyService, pinnedOf } from '../passkeys/passkey.service.js';
import type { Json } from '../passkeys/passkey-ceremony.js';
import type { PasskeyExemptions } from '../sessions/passkey-exemptions.js';
import { type ActionTellers, tellFacts } from './action-facts.js';
import { renderAction } from './action-text.js';

/** Under this name the proof of a confirmation waits in `guarded` for whoever has to show it to the vault again. */
const CONFIRMED = 'confirmed';
export type ConsentProof = PolicyChangeRequest['consent'];

/** Null where the person may do without a passkey. */
export const proofOf = ({ guarded }: Pick<RequestContext, 'guarded'>): ConsentProof =>
  (guarded.get(CONFIRMED) as ConsentProof | undefined) ?? null;

const required = (message: string): DomainError => new DomainError(ErrorCode.CONSENT_REQUIRED, message);
const hasChanged = (): DomainError =>
  new DomainError(
    ErrorCode.CONSENT_MISMATCH,
    'What it is about has changed since you were asked. Look at it again, and confirm anew.',
  );
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

export type ConsentGuardParts = {
  challenges: Challenges;
  passkeys: PasskeyService;
  vault: Vault;
  exemptions: PasskeyExemptions;
  tellers: ActionTellers;
};

/** Enforces @consent: the field runs only with a confirmation of exactly its name and input, good for one call. */
export class ConsentGuard {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: ConsentGuardParts,
  ) {}

  async assert(context: RequestContext, field: string, args: Json): Promise<void> {
    const actor = actorOf(context);
    // Of another field of the same request.
    context.guarded.delete(CONFIRMED);
    const input = isObject(args.input) ? args.input : args;
    // A field that lets demo users leave the confirmation out says so in its input; for all others it is required.
    if (input.consent == null && !('challengeId' in input) && (await this.parts.exemptions.hold(actor, field))) return;
    const { challengeId, assertion } = isObject(input.consent) ? input.consent : input;
    const canonical = await this.confirmedText(actor, field, input, challengeId);
    if (isObject(assertion)) return this.verify(context, canonical, assertion);
    if (!(await this.parts.exemptions.hold(actor, field)))
      throw required('This needs your passkey. Confirm it with one and send the assertion.');
  }

  // The text is made anew from what is about to run, so that it cannot differ from what was confirmed.
  private async confirmedText(actor: Actor, field: string, input: Json, challengeId: unknown): Promise<string> {
    const id = typeof challengeId === 'string' ? challengeId : '';
    const challenge = await this.parts.challenges.consume(id, 'CONSENT', actor.userId);
    if (!challenge) throw required('This confirmation has expired or was used already. Start it again.');
    const { canonical = '', issuedAt = '', expiresAt = '', worth } = challenge.payload;
    const asked = { userId: actor.userId, action: field, arguments: input };
    const text = { id, ...asked, issuedAt, expiresAt };
    const facts = await tellFacts(this.parts.tellers, asked);
    if (renderAction({ ...text, facts: facts && { ...facts, worth: worth ?? facts.worth } }) === canonical)
      return canonical;
    // The same input under the facts that were shown: only they have changed since.
    if (facts && canonical.startsWith(renderAction(text).split('\nissued: ')[0]!)) throw hasChanged();
    throw mismatch();
  }

  private async verify(context: RequestContext, canonical: string, assertion: Json): Promise<void> {
    const { userId } = actorOf(context);
    const passkey = await this.parts.passkeys.findByAssertion(assertion, userId);
    if (!passkey) throw mismatch();
    const pinned = pinnedOf(passkey);
    const { counter } = await this.parts.vault.verifyAssertion({ userId, canonical, assertion, passkey: pinned });
    await this.parts.passkeys.used(this.em.fork(), pinned, counter);
    context.guarded.set(CONFIRMED, { canonical, assertion, passkey: pinned });
  }
}
