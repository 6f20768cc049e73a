import type { CheckpointStatement } from '../audit/checkpoint.js';

/** What a sealed key is bound to. Change any part and the key no longer opens. */
export type KeyBinding = {
  userId: string;
  accountId: string;
  network: string;
  /** DEMO keys are made for demo users on LOCAL alone: only they may be used without a passkey. */
  holder: 'PASSKEY' | 'DEMO';
};

/** An encrypted key as it is stored: plain JSON, all bytes base64. */
export type SealedKey = {
  version: 1;
  keyVersion: number;
  wrapNonce: string;
  wrappedKey: string;
  nonce: string;
  ciphertext: string;
};

/** A passkey as pinned at enrolment: `mac` is the vault's own word that this public key is this person's. */
export type PinnedPasskey = {
  id: string;
  userId: string;
  credentialId: string;
  publicKey: string;
  counter: number;
  mac: string;
};

/** Why the vault should sign. */
export type Authority =
  | { kind: 'POLICY'; policyVersion: number }
  /** `canonical` is the text of consent-text.ts; the assertion's challenge must be its SHA-256. */
  | { kind: 'CONSENT'; canonical: string; assertion: Record<string, unknown> | null; passkey: PinnedPasskey | null };

/** A row that may make the policy milder. Its seal is the vault's own word that the server wrote it, not a script. */
export type SealedRecord = { kind: 'account' | 'contact' | 'payee' | 'policy' | 'proposal' } & Record<string, unknown>;

export type SignRequest = {
  binding: KeyBinding;
  sealed: SealedKey;
  /** The unsigned envelope, base64 XDR. */
  envelope: string;
  authority: Authority;
};

/** `inner` is what this key has signed already, base64 XDR; `fee` is the whole fee of the bump in stroops. */
export type FeeBumpRequest = { binding: KeyBinding; sealed: SealedKey; inner: string; fee: string };

/** `counter` is the authenticator's, to be stored; null where no passkey was used. */
export type Signed = { signature: string; counter: number | null };
export type Asserted = { counter: number };

/**
 * The one room for secrets. Every argument and answer is plain JSON, so that it can stand in a process of its own.
 * Throws DomainError CONSENT_MISMATCH, CONSENT_REQUIRED or PERMISSION_DENIED; a refusal never says which byte was wrong.
 */
export interface Vault {
  createKey(binding: KeyBinding): Promise<{ address: string; sealed: SealedKey }>;
  /** Returns the MAC that makes a PinnedPasskey. */
  pinPasskey(passkey: Omit<PinnedPasskey, 'mac' | 'counter'>): Promise<string>;
  /** Verifies an assertion over `canonical` (SHA-256 as challenge) by a pinned passkey of that user. */
  verifyAssertion(request: {
    userId: string;
    canonical: string;
    assertion: Record<string, unknown>;
    passkey: PinnedPasskey;
  }): Promise<Asserted>;
  /** MACs over the canonical JSON of records; `checkSeals` says for each whether its MAC is the vault's. */
  seal(record: SealedRecord): Promise<string>;
  checkSeals(records: { record: SealedRecord; mac: string | null | undefined }[]): Promise<boolean[]>;
  sign(request: SignRequest): Promise<Signed>;
  /** Signs the same bytes again under a higher fee of the same account: base64 XDR of the signed fee bump. */
  signFeeBump(request: FeeBumpRequest): Promise<{ envelope: string }>;
  /** Raw Ed25519 keys in base64; `audit` stands under the checkpoints. */
  publicKeys(): Promise<{ audit: string }>;
  /** Signs `checkpointMessage` of audit/checkpoint.ts; the same statement always gives the same signature, in base64. */
  signCheckpoint(statement: CheckpointStatement): Promise<string>;
}
