import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { consentDigest } from '../../rulebook/consent-text.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import type { Receipt } from './receipt.shape.js';

/** That a passkey signed the digest of the consent, with the person verified, on the origin that is named. */
export const checkPasskey = async ({ consent, assertion, passkey }: Receipt): Promise<string> => {
  if (!assertion && !passkey)
    return consent
      ? 'No passkey: a demo user confirmed by a click. That a person agreed is the word of the server alone.'
      : 'No passkey was needed.';
  need(consent !== null && assertion !== null && passkey !== null, 'Consent, assertion and passkey belong together.');
  const { id, rpId, origin, publicKey, credentialId, counterBefore } = passkey;
  const response = {
    id: credentialId,
    rawId: credentialId,
    type: 'public-key',
    response: assertion,
    clientExtensionResults: {},
  } as AuthenticationResponseJSON;
  const { verified } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: consentDigest(consent.canonical).toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: credentialId,
      publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
      counter: counterBefore,
    },
  });
  need(verified, 'The signature is not by this passkey, or not over this consent.');
  return `Passkey ${id} signed the digest of the consent on ${origin}, with its holder verified.`;
};
