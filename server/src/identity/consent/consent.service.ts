import { badInput } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import type { Rehearsals } from '../../platform/graphql/rehearsals.js';
import { consentDigest } from '../../rulebook/consent-text.js';
import { CHALLENGE_MS, type Challenges } from '../passkeys/challenges.js';
import type { PasskeyService } from '../passkeys/passkey.service.js';
import type { Json } from '../passkeys/passkey-ceremony.js';
import type { PasskeyExemptions } from '../sessions/passkey-exemptions.js';
import { type ActionTellers, tellFacts } from './action-facts.js';
import { renderAction } from './action-text.js';

/** The fields that carry @consent, by name: a folder further up that adds one adds its name here. */
export const CONSENT_ACTIONS: readonly string[] = [
  'addPasskey',
  'removePasskey',
  'regenerateRecoveryCodes',
  'unfreeze',
  'deleteUser',
  'createApiKey',
  'unfreezeAccount',
  'archiveAccount',
];

/** What else would refuse a change, beside the guards of its field; it must change nothing. */
type ChangeCheck = (userId: string, input: Json) => Promise<void>;
export type AskedConsent = { id: string; options: Json; consent: { digest: string; canonical: string } };
export type AskedAction = AskedConsent & { passkeyRequired: boolean };

export type ConsentParts = {
  challenges: Challenges;
  passkeys: PasskeyService;
  exemptions: PasskeyExemptions;
  rehearsals: Rehearsals;
  tellers: ActionTellers;
  /** What would refuse an action with a confirmation too; folders further up know of theirs. */
  checks: Record<string, ChangeCheck>;
};

/** Writes down what a person is about to confirm, and asks one of their passkeys to sign it. */
export class ConsentService {
  constructor(private readonly parts: ConsentParts) {}

  /** Asks for nothing that would be refused with a confirmation, too. */
  async ask(context: RequestContext, action: string, args: Json): Promise<AskedAction> {
    this.assertKnown(action);
    const { userId, sessionId } = actorOf(context);
    const input = await this.parts.rehearsals.run(context, action, args);
    await this.parts.checks[action]?.(userId, input);
    return this.start(userId, action, args, sessionId);
  }

  async start(userId: string, action: string, args: Json, sessionId?: string): Promise<AskedAction> {
    this.assertKnown(action);
    const id = newId('chl');
    const now = this.parts.challenges.now();
    const expiresAt = new Date(now.getTime() + CHALLENGE_MS);
    const times = { issuedAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
    const facts = await tellFacts(this.parts.tellers, { userId, action, arguments: args });
    const canonical = renderAction({ id, userId, action, arguments: args, facts, ...times });
    const passkeyRequired = !(await this.parts.exemptions.hold({ userId, ...(sessionId && { sessionId }) }, action));
    if (passkeyRequired) await this.parts.passkeys.assertSomeConfirm(userId);
    const options = await this.parts.passkeys.confirmOptions(userId, canonical);
    const challenge = consentDigest(canonical).toString('base64url');
    await this.parts.challenges.issue({
      id,
      kind: 'CONSENT',
      userId,
      challenge,
      payload: { canonical, ...times, ...(facts && { worth: facts.worth }) },
      expiresAt,
    });
    return { id, options, consent: { digest: consentDigest(canonical).toString('hex'), canonical }, passkeyRequired };
  }

  private assertKnown(action: string): void {
    if (CONSENT_ACTIONS.includes(action)) return;
    const known = CONSENT_ACTIONS.join(', ');
    throw badInput(`\`action\` must be a field that needs consent: ${known}.`);
  }
}
