import type { EnclaveEvent } from './enclave.js';
import type { KeySet } from './statement.js';

/** Everything that somebody outside needs to check what runs here; the claims beside the quote count only with it. */
export type Evidence = {
  nonce: string | null;
  quote: string;
  /** Of register 3 alone: what the application's own machine measured. */
  eventLog: EnclaveEvent[];
  appCompose: string;
  composeHash: string;
  appId: string;
  instanceId: string;
  keySet: KeySet;
  keySetDigest: string;
  policyEngine: string;
  vmConfig: string | null;
  generatedAt: Date;
};

export type EvidenceState = 'FRESH' | 'STALE' | 'UNAVAILABLE';
