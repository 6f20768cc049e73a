import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

const DOMAIN = 'tuxedo-attestation/v1';

/** The public keys that a quote vouches for: whoever believes the quote can believe what they signed. */
export type KeySet = {
  version: 'tuxedo-key-set/v1';
  /** Raw Ed25519 in base64, under the checkpoints of the audit logs. */
  auditCheckpointKey: string;
  /** Raw Ed25519 in base64, under verdicts and receipts; null where none is in use. */
  verdictKey: string | null;
  /** SHA-256, hex, over the public keys with which this machine itself ends TLS. Empty where a gateway does. */
  tlsKeys: string[];
};

export type Statement = { nonce: string | null; keySetDigest: string; policyEngine: string };

export const keySetDigest = (keys: KeySet): string =>
  `sha256:${createHash('sha256')
    .update(canonicalize(keys) ?? '')
    .digest('hex')}`;

/** The one line under the quote. Its purpose keeps it apart from whatever else this machine may get a quote for. */
export const statementText = ({ nonce, keySetDigest: keySet, policyEngine }: Statement): string =>
  canonicalize({ keySet, nonce, policyEngine, purpose: DOMAIN }) ?? '';

/** 64 bytes for the quote. No caller ever chooses them: it could have something else attested. */
export const reportDataOf = (statement: Statement): Uint8Array =>
  createHash('sha512')
    .update(`${DOMAIN}\n${statementText(statement)}`)
    .digest();
