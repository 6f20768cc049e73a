import canonicalize from 'canonicalize';
import { isEd25519 } from '../kernel/ed25519-check.js';

/** A checkpoint closes every block of this many entries; a power of two, so that blocks are whole subtrees. */
export const CHECKPOINT_EVERY = 256;

/** What the vault signs: the first `seq` entries of one person's log have this Merkle root and end with this hash. */
export type CheckpointStatement = { userId: string; seq: number; root: string; head: string };
export type SignedCheckpoint = CheckpointStatement & { signature: string };

/** The signer of checkpoints as the log sees it; the vault is one. */
export interface CheckpointSigner {
  publicKeys(): Promise<{ audit: string }>;
  signCheckpoint(statement: CheckpointStatement): Promise<string>;
}

/** The bytes under the signature. The first line keeps them apart from everything else that is ever signed. */
export const checkpointMessage = ({ userId, seq, root, head }: CheckpointStatement): Uint8Array =>
  Buffer.from(`tuxedo-audit-checkpoint/v1\n${canonicalize({ userId, seq, root, head })}`);

/** `publicKey` and `signature` are Ed25519 in base64. */
export const isSignedBy = (publicKey: string, statement: CheckpointStatement, signature: string): boolean =>
  isEd25519(publicKey, checkpointMessage(statement), signature);
