import type { CheckpointStatement } from '../../rulebook/checkpoint.js';
import type { PriceQuotesRequest, QuotedPrice } from '../../rulebook/facts/price-quote.js';
import type { FreezeScope } from './freezes.js';
import type { SealedState } from './person-state.js';
import type { KeyStatus, StoredKeyring } from './stored-keyring.js';
import type { VerdictProof } from './verdict-statement.js';

/** What a sealed key is bound to. Change any part and the key no longer opens. */
export type KeyBinding = {
  userId: string;
  accountId: string;
  network: string;
  /** DEMO keys are made for demo users on LOCAL alone: only they may be used without a passkey. */
  holder: 'PASSKEY' | 'DEMO';
};

/**
 * An encrypted key as it is stored: plain JSON, all bytes base64. Version 1 signs for the account of its own address;
 * version 2 took the place of such a key, and signs for the account that it names, which is bound into both layers.
 */
export type SealedKey = {
  version: 1 | 2;
  signsFor?: string;
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
  /** Until then it signs in and agrees to nothing; absent for a person's first one. */
  notBefore?: string | null;
};

export type PinRequest = {
  passkey: Pick<PinnedPasskey, 'id' | 'userId' | 'credentialId' | 'publicKey'>;
  /** Those that the person has already: the vault may have pinned them before it remembered any. */
  others?: PinnedPasskey[];
  state: SealedState | null;
};

/** Why the vault should sign. */
export type Authority =
  | { kind: 'POLICY'; policyVersion: number }
  /** `canonical` is the text of consent-text.ts; the assertion's challenge must be its SHA-256. */
  | { kind: 'CONSENT'; canonical: string; assertion: Record<string, unknown> | null; passkey: PinnedPasskey | null };

/** A row that may make the policy milder. Its seal is the vault's own word that the server wrote it, not a script. */
export type SealedRecord = { kind: SealedKind } & Record<string, unknown>;
/** The server's word is enough for what it may seal by itself. */
export type OwnKind =
  | ('account' | 'api-key' | 'contact' | 'payee' | 'proposal')
  | ('session' | 'recovery-code' | 'challenge' | 'demo-user' | 'message' | 'run');
/** A policy is sealed by `sealPolicy` alone, a price by `quotePrices`, and what the vault remembers of a person by itself. */
type SealedKind = OwnKind | 'policy' | 'demo-policy' | 'price' | 'state';
export type SealedRow = { record: SealedRecord; mac: string | null | undefined };
/** The `id` of a record, and when its own seal ends it anyway; null where nothing does. */
export type EndedRecord = { id: string; until: string | null };

/**
 * What the vault judges by: rows with their seals. What has no seal here (the count of calls) can come from
 * whoever holds the server's process; see docs/security.md for what that is worth.
 */
export type Grounds = {
  proposal: SealedRow;
  /** The newest version of the person's policy and of the account's, null where there is none. */
  policies: { own: SealedRow | null; account: SealedRow | null };
  /** Contacts, own accounts and payees among the destinations. */
  known: SealedRow[];
  /** What `quotePrices` gave a moment ago; what is of another asset or network, or for less, is no price. */
  prices: SealedRow[];
  /** What the server knows to be stopped. It can only add to what the vault knows by itself. */
  frozen: { user: boolean; agent: boolean; account: boolean };
  agentCalls: number;
  /** The key behind the proposal; null where there is none. */
  apiKey: SealedRow | null;
  state: SealedState | null;
};

export type SignRequest = {
  binding: KeyBinding;
  sealed: SealedKey;
  /** The unsigned envelope, base64 XDR. */
  envelope: string;
  authority: Authority;
  grounds: Grounds;
};

/** `inner` is what this key has signed already, base64 XDR; `fee` is the whole fee of the bump in stroops; judged anew. */
export type FeeBumpRequest = {
  binding: KeyBinding;
  sealed: SealedKey;
  inner: string;
  fee: string;
  grounds: Grounds;
};

/**
 * A new version of a policy, beside those that hold now. Where it makes anything milder it needs the person's word for
 * exactly these changes; without a passkey that is worth something for demo keys alone.
 */
export type PolicyChangeRequest = {
  record: SealedRecord;
  holding: Grounds['policies'];
  consent: { canonical: string; assertion: Record<string, unknown>; passkey: PinnedPasskey } | null;
  state: SealedState | null;
};

export type FreezeRequest = { userId: string; scope: FreezeScope; state: SealedState | null };

/** One account, or the person and their agent. `consent` is null for demo users, who have no passkey. */
export type UnfreezeRequest = {
  userId: string;
  accountId: string | null;
  consent: PolicyChangeRequest['consent'];
  state: SealedState | null;
};

/**
 * `signer` is the address of the key that signed, another one than the account's after a replacement. `counter` is the
 * authenticator's, to be stored; null where no passkey was used. `state` is to be stored as well.
 */
export type Signed = {
  signature: string;
  signer: string;
  counter: number | null;
  state: SealedState;
  verdict: VerdictProof;
};
export type Asserted = { counter: number };
/** A record of the old system, and the address that its key must have. */
export type LegacyRecord = { token: string; legacyUserId: string; publicKey: string };
/** A key of the old system that becomes the key of `binding`. */
export type ImportRequest = { binding: KeyBinding; record: LegacyRecord };

/** `releasedCheck` is what the first release stored in place of a keyring. */
export type OpenKeyringRequest = {
  stored: StoredKeyring | null;
  releasedCheck: string | null;
  /** No key has made this database yet, so that one may be made for it. */
  isNew?: boolean;
};
/** The keyring is in force where `store` is false; else the caller stores it and opens what is stored then. */
export type OpenedKeyring = { keyring: StoredKeyring; store: boolean };
export type RewrapRequest = { records: { binding: KeyBinding; sealed: SealedKey }[]; newDataKeys: boolean };

/**
 * The one room for secrets. Every argument and answer is plain JSON, so that it can stand in a process of its own.
 * Throws DomainError CONSENT_MISMATCH, CONSENT_REQUIRED or PERMISSION_DENIED; a refusal never says which byte was wrong.
 */
export interface Vault {
  /**
   * Must come before everything else, and again for a keyring that changed. Where `store` is true, nothing is open yet:
   * the caller stores the keyring, unless somebody else was first, and asks again with what is stored.
   */
  openKeyring(request: OpenKeyringRequest): Promise<OpenedKeyring>;
  /** The keyring with one version more, or without the key of one. In force once it is stored and opened. */
  addKeyVersion(): Promise<StoredKeyring>;
  retireKeyVersion(version: number): Promise<StoredKeyring>;
  keyStatus(): Promise<KeyStatus>;
  /** The same seeds under the active version; null in the place of each record that does not open. */
  rewrap(request: RewrapRequest): Promise<(SealedKey | null)[]>;
  /** Refuses a record whose key is not that of its own public key. */
  importKey(request: ImportRequest): Promise<{ address: string; sealed: SealedKey }>;
  createKey(binding: KeyBinding): Promise<{ address: string; sealed: SealedKey }>;
  /**
   * What makes a PinnedPasskey. Nobody's word but the server's stands behind a new passkey, so one that is added to
   * others has to wait for a day, in which the person can see it and remove it.
   */
  pinPasskey(request: PinRequest): Promise<{ mac: string; notBefore: string | null; state: SealedState }>;
  /** Verifies an assertion over `canonical` (SHA-256 as challenge) by a pinned passkey of that user. */
  verifyAssertion(request: {
    userId: string;
    canonical: string;
    assertion: Record<string, unknown>;
    passkey: PinnedPasskey;
  }): Promise<Asserted>;
  /** MACs over the canonical JSON of records; `checkSeals` says for each whether its MAC is the vault's. */
  seal(record: SealedRecord & { kind: OwnKind }): Promise<string>;
  /**
   * Throws CONSENT_REQUIRED or CONSENT_MISMATCH where a milder policy lacks the person's word for it. The record may come back
   * with a higher version. It is the newest once the vault is shown `state` again, or the record itself.
   */
  sealPolicy(request: PolicyChangeRequest): Promise<{ record: SealedRecord; mac: string; state: SealedState }>;
  /** From now on nothing is signed there, whatever the server says later. The answer is to be stored. */
  freeze(request: FreezeRequest): Promise<SealedState>;
  /** Throws CONSENT_REQUIRED or CONSENT_MISMATCH where the person's word for exactly this is missing. */
  unfreeze(request: UnfreezeRequest): Promise<SealedState>;
  /** Takes in what the database has kept: asked after a new policy, which holds from then on. */
  learn(person: { userId: string; state: SealedState | null }): Promise<void>;
  /** Reads from the ledger what became of a person's signatures; asked before a signature, outside of any lock. */
  catchUp(person: { userId: string; accounts: SealedRow[]; state: SealedState | null }): Promise<void>;
  checkSeals(records: SealedRow[]): Promise<boolean[]>;
  /** Takes records, and passkeys, out of use for good: `checkSeals` is false for them from now on, put back or not. */
  endRecords(records: EndedRecord[]): Promise<void>;
  /** Asks the sources of prices; outside of any lock, for it is a call over the network. */
  quotePrices(request: PriceQuotesRequest): Promise<QuotedPrice[]>;
  sign(request: SignRequest): Promise<Signed>;
  /** Signs the same bytes again under a higher fee of the same account: base64 XDR of the signed fee bump. */
  signFeeBump(request: FeeBumpRequest): Promise<{ envelope: string; state: SealedState; verdict: VerdictProof }>;
  /** Raw Ed25519 keys in base64; `audit` stands under the checkpoints, `verdict` under verdictMessage of verdict-statement.ts. */
  publicKeys(): Promise<{ audit: string; verdict: string }>;
  /** Signs `checkpointMessage` of rulebook/checkpoint.ts; the same statement always gives the same signature, in base64. */
  signCheckpoint(statement: CheckpointStatement): Promise<string>;
}
