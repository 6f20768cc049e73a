import { composeHashOf } from '../quote-verifier/compose-hash.js';
import type { Enclave } from './enclave.js';

/** The application that the enclave's keys belong to, and the hash of the compose file that runs in it. */
export type EnclaveIdentity = { appId: string; composeHash: string };

export const identityOf = async (enclave: Enclave | null): Promise<EnclaveIdentity | null> => {
  if (!enclave) return null;
  const { appId, appCompose } = await enclave.info();
  return { appId, composeHash: composeHashOf(appCompose) };
};
