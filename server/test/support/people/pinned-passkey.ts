import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { newId } from '../../../src/kernel/ids.js';
import type { PinnedPasskey, Vault } from '../../../src/vault/contract/vault.js';
import { SoftAuthenticator } from './soft-authenticator.js';

export type EnrolledPasskey = { authenticator: SoftAuthenticator; passkey: PinnedPasskey };

/** Tests only: enrols a passkey as the users folder does, without a database. */
export const enrolPasskey = async (
  vault: Vault,
  userId: string,
  { rpId, origin }: { rpId: string; origin: string },
): Promise<EnrolledPasskey> => {
  const authenticator = new SoftAuthenticator();
  const challenge = Buffer.from('enrolment').toString('base64url');
  const user = { id: Buffer.from(userId).toString('base64url') };
  const response = authenticator.register({ rp: { id: rpId }, user, challenge }, origin);
  const { registrationInfo } = await verifyRegistrationResponse({
    response: response as never,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpId,
  });
  const { id: credentialId, publicKey, counter } = registrationInfo!.credential;
  const pinned = { id: newId('key'), userId, credentialId, publicKey: Buffer.from(publicKey).toString('base64url') };
  const { mac, notBefore } = await vault.pinPasskey({ passkey: pinned, state: null });
  return { authenticator, passkey: { ...pinned, counter, mac, notBefore } };
};
