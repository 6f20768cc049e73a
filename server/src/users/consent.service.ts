import { DomainError, ErrorCode } from '../errors.js';
import { newId } from '../ids.js';
import { consentDigest } from '../vault/consent-text.js';
import { type ActionTellers, tellFacts } from './action-facts.js';
import { renderAction } from './action-text.js';
import { CHALLENGE_MS, type Challenges } from './challenges.service.js';
import type { Json } from './passkey-ceremony.js';
import type { PasskeyExemptions } from './passkey-exemptions.js';
import type { PasskeyService } from './passkeys.service.js';

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

export type AskedConsent = { id: string; options: Json; consent: { digest: string; canonical: string } };
export type AskedAction = AskedConsent & { passkeyRequired: boolean };

/** Writes down what a person is about to confirm, and asks one of their passkeys to sign it. */
export class ConsentService {
  constructor(
    private readonly challenges: Challenges,
    private readonly passkeys: PasskeyService,
    private readonly exemptions: PasskeyExemptions,
    private readonly tellers: ActionTellers = {},
    private readonly actions: readonly string[] = CONSENT_ACTIONS,
  ) {}

  async start(userId: string, action: string, args: Json, sessionId?: string): Promise<AskedAction> {
    if (!this.actions.includes(action))
      throw new DomainError(
        ErrorCode.BAD_USER_INPUT,
        `\`action\` must be a field that needs consent: ${this.actions.join(', ')}.`,
      );
    const id = newId('chl');
    const now = this.challenges.now();
    const expiresAt = new Date(now.getTime() + CHALLENGE_MS);
    const times = { issuedAt: now.toISOString(), expiresAt: expiresAt.toISOString() };
    const facts = await tellFacts(this.tellers, { userId, action, arguments: args });
    const canonical = renderAction({ id, userId, action, arguments: args, facts, ...times });
    const options = await this.passkeys.confirmOptions(userId, canonical);
    const challenge = consentDigest(canonical).toString('base64url');
    await this.challenges.issue({
      id,
      kind: 'CONSENT',
      userId,
      challenge,
      payload: { canonical, ...times, ...(facts && { worth: facts.worth }) },
      expiresAt,
    });
    const passkeyRequired = !(await this.exemptions.hold({ userId, ...(sessionId && { sessionId }) }, action));
    return { id, options, consent: { digest: consentDigest(canonical).toString('hex'), canonical }, passkeyRequired };
  }
}
