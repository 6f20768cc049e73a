import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { badInput } from '../../kernel/errors.js';
import { consentDigest } from '../../rulebook/consent-text.js';
import type { RelyingParty } from '../../vault/contract/relying-party.js';
import { CHALLENGE_MS } from './challenges.js';

export type Json = Record<string, unknown>;
export type KnownCredential = { credentialId: string; transports: string[] };
export type NewCredential = {
  credentialId: string;
  publicKey: string;
  counter: number;
  transports: string[];
  backedUp: boolean;
};

// ES256, RS256 and EdDSA: what all platforms, Windows Hello, and newer security keys make.
const ALGORITHMS = [-7, -257, -8];
const MAX_TRANSPORTS = 8;

const credentials = (known: KnownCredential[]) =>
  known.map(({ credentialId, transports }) => ({ id: credentialId, transports: transports as never[] }));

/** The person's id as an authenticator keeps it and gives it back. */
export const userHandleOf = (userId: string): string => Buffer.from(userId).toString('base64url');

/** The browser's side of WebAuthn: what to ask an authenticator, and how to read a new passkey. */
export class PasskeyCeremony {
  constructor(private readonly party: RelyingParty) {}

  /** A passkey that can be found without a name, and that checks who holds it. */
  enrolOptions(user: { id: string; name: string }, existing: KnownCredential[]) {
    return generateRegistrationOptions({
      rpName: 'Tuxedo',
      rpID: this.party.rpId,
      userID: new Uint8Array(Buffer.from(user.id)),
      userName: user.name,
      userDisplayName: user.name,
      attestationType: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
      excludeCredentials: credentials(existing),
      timeout: CHALLENGE_MS,
    });
  }

  /** Asks for an assertion whose challenge is the SHA-256 of `canonical`; without credentials any passkey may answer. */
  assertOptions(canonical: string, allowed: KnownCredential[]) {
    return generateAuthenticationOptions({
      rpID: this.party.rpId,
      challenge: new Uint8Array(consentDigest(canonical)),
      allowCredentials: credentials(allowed),
      userVerification: 'required',
      timeout: CHALLENGE_MS,
    });
  }

  async readEnrolment(expectedChallenge: string, response: Json): Promise<NewCredential> {
    // The library's sentences quote the response, so every failure gets this one instead.
    const result = await this.verify(expectedChallenge, response).catch(() => null);
    if (!result?.verified) throw badInput('This passkey could not be checked. Make it again on this site.');
    const { credential, credentialBackedUp } = result.registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: transportsOf(response),
      backedUp: credentialBackedUp,
    };
  }

  // Async, so that a malformed response is a rejection too.
  private async verify(expectedChallenge: string, response: Json) {
    return verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: this.party.origin,
      expectedRPID: this.party.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }
}

const transportsOf = (response: Json): string[] => {
  const { transports } = (response.response ?? {}) as { transports?: unknown };
  const known = Array.isArray(transports) ? transports : [];
  return known.filter((item) => typeof item === 'string' && /^[a-z-]{1,20}$/.test(item)).slice(0, MAX_TRANSPORTS);
};
