import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server';
import canonicalize from 'canonicalize';
import { isNew, mismatch } from '../../contract/refusals.js';
import type { RelyingParty } from '../../contract/relying-party.js';
import type { Asserted, PinnedPasskey } from '../../contract/vault.js';
import type { EndedRecords } from './ended-records.js';

export type AssertionCheck = {
  userId: string;
  canonical: string;
  assertion: Record<string, unknown>;
  passkey: PinnedPasskey;
};

/** What a passkey may sign in its first day. Its word for anything else, known here or not, waits until that is over. */
const SIGN_IN = 'tuxedo-sign-in/v1\n';

/** Pins public keys at enrolment and believes no other key afterwards, whatever a row in the database says. */
export class PasskeyVerifier {
  constructor(
    private readonly macKey: Uint8Array,
    private readonly party: RelyingParty,
    private readonly now: () => Date,
    private readonly ended: Pick<EndedRecords, 'holds'>,
  ) {}

  macOf({ id, userId, credentialId, publicKey, notBefore }: Omit<PinnedPasskey, 'mac' | 'counter'>): string {
    const pinned = canonicalize({ id, userId, credentialId, publicKey, ...(notBefore && { notBefore }) }) as string;
    return createHmac('sha256', this.macKey).update(pinned).digest('base64');
  }

  async verify({ userId, canonical, assertion, passkey }: AssertionCheck): Promise<Asserted> {
    this.assertOldEnough(passkey, canonical);
    if (passkey.userId !== userId || assertion.id !== passkey.credentialId || !this.isPinned(passkey)) throw mismatch();
    const challenge = createHash('sha256').update(canonical).digest('base64url');
    // The library throws sentences that quote the response; they must not reach the caller.
    const result = await this.check(assertion, challenge, passkey).catch(() => null);
    if (!result?.verified) throw mismatch();
    return { counter: result.authenticationInfo.newCounter };
  }

  private assertOldEnough({ notBefore }: PinnedPasskey, canonical: string): void {
    if (!notBefore || canonical.startsWith(SIGN_IN)) return;
    if (Date.parse(notBefore) <= this.now().getTime()) return;
    throw isNew(notBefore);
  }

  isPinned(passkey: PinnedPasskey): boolean {
    const [expected, claimed] = [Buffer.from(this.macOf(passkey)), Buffer.from(passkey.mac)];
    const isOurs = expected.length === claimed.length && timingSafeEqual(expected, claimed);
    return isOurs && !this.ended.holds({ id: passkey.id });
  }

  // Async, so that a malformed response is a rejection too and never a throw in the caller's stack.
  private async check(assertion: Record<string, unknown>, challenge: string, passkey: PinnedPasskey) {
    return verifyAuthenticationResponse({
      response: assertion as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: this.party.origin,
      expectedRPID: this.party.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.counter,
      },
    });
  }
}
