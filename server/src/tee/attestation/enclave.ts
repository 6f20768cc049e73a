/** An entry of the enclave's measured event log; all bytes are hex. */
export type EnclaveEvent = {
  imr: number;
  eventType: number;
  digest: string;
  event: string;
  payload: string;
  /** 1: the digest is over type, name and payload. 2: over their canonical JSON. */
  version: number;
};

/** What an enclave says of itself. Nothing of it counts before a quote confirms it. */
export type EnclaveInfo = {
  appId: string;
  instanceId: string;
  /** The compose file's bytes as they were measured, never parsed and written anew. */
  appCompose: string;
  osImageHash: string | null;
  /** JSON, such as `{"name":"kms","id":"…"}`. */
  keyProvider: string | null;
  vmConfig: string | null;
};

/** `quote` is signed by the processor; `eventLog` leads to the registers in it. */
export type EnclaveQuote = { quote: Uint8Array; eventLog: EnclaveEvent[] };

/**
 * The machine's root of trust, the only way to its guest agent. Whoever holds it can get every key of the application,
 * so one process alone should. Where TEE_MODE is off there is none: the composition passes null.
 */
export interface Enclave {
  info(): Promise<EnclaveInfo>;
  /** A quote over exactly these bytes, 64 at most; shorter ones are padded with zeros. */
  quote(reportData: Uint8Array): Promise<EnclaveQuote>;
  /**
   * 32 bytes that this application gets for this path and nobody else gets. One path for each use and each version:
   * neither purpose nor algorithm changes the key. The caller wipes it.
   */
  key(path: string): Promise<Uint8Array>;
}

/** The enclave is not there, refuses, or answers nonsense. The message is a sentence for the operator and holds no secret. */
export class EnclaveError extends Error {
  constructor(
    readonly kind: 'NO_SOCKET' | 'NOT_ALLOWED' | 'TIMEOUT' | 'BROKEN' | 'REFUSED' | 'BAD_REPLY' | 'BAD_REQUEST',
    message: string,
  ) {
    super(message);
    this.name = 'EnclaveError';
  }
}
