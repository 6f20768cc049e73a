import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { isEd25519 } from '../../kernel/ed25519-check.js';

const PURPOSE = 'tuxedo-verdict/v1';

/** One rule that had something to say. */
export type MatchedRule = { rule: string; decision: 'ALLOW' | 'ASK' | 'REFUSE'; code: string | null };

/** How the vault itself judged what it then signed. All that it names, it read from the bytes or from sealed rows. */
export type VerdictStatement = {
  transactionId: string;
  /** Passphrase of the network. */
  network: string;
  /** Hex: what the account signed, and SHA-256 of the intent. */
  transactionHash: string;
  intentHash: string;
  /** The key that signed for the account; absent where it is the account's own. */
  signer?: string | undefined;
  decision: 'ALLOW' | 'ASK';
  authority: { kind: 'POLICY' } | { kind: 'CONSENT'; digest: string };
  policyVersion: number;
  policyEngine: string;
  /** The rules that matched, in their order. */
  rules: MatchedRule[];
  /** Worst case with fee, seven decimals. */
  outflows: { asset: string; amount: string }[];
  /** What the vault knew of their worth in USD; absent in statements of before it asked for itself. */
  prices?: { asset: string; usd: string; source: string; at: string }[] | undefined;
  at: string;
};

/** `signature` and `publicKey` are raw Ed25519 in base64. */
export type VerdictProof = { statement: VerdictStatement; signature: string; publicKey: string };

/** The bytes under the signature. The first line keeps them apart from everything else that is ever signed. */
export const verdictMessage = (statement: VerdictStatement): Uint8Array =>
  Buffer.from(`${PURPOSE}\n${canonicalize(statement)}`);

export const isVerdictSigned = ({ statement, signature, publicKey }: VerdictProof): boolean =>
  isEd25519(publicKey, verdictMessage(statement), signature);

export const intentHash = (intent: string): string => createHash('sha256').update(intent).digest('hex');
