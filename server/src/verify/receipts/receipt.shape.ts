import { z } from 'zod';

export const RECEIPT_VERSION = 'tuxedo-receipt/v1';

const text = z.string();
const hash = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');
// Base64 has bits to spare at its end: two texts for the same bytes, of which one is taken.
const bytes = (encoding: 'base64' | 'base64url') =>
  z.string().refine((value) => Buffer.from(value, encoding).toString(encoding) === value, encoding);
const seq = z.int().min(1);
const json = z.record(z.string(), z.json());

export const entryShape = z.strictObject({
  userId: text,
  seq,
  at: z.string().refine((value) => new Date(value).toISOString() === value, 'a time in UTC'),
  actor: text,
  action: text,
  resource: text,
  result: text,
  details: json,
  previousHash: hash,
  hash,
});

export const checkpointShape = z.strictObject({
  userId: text,
  seq,
  root: hash,
  head: hash,
  signature: bytes('base64'),
  publicKey: bytes('base64'),
});

const outflows = z.array(z.strictObject({ asset: text, amount: text }));

const transactionShape = z.strictObject({
  id: text,
  status: z.enum(['CONFIRMED', 'FAILED']),
  summary: text,
  outflows,
  intent: bytes('base64'),
  envelope: bytes('base64'),
  hash,
});

const passkeyShape = z.strictObject({
  id: text,
  credentialId: text,
  publicKey: bytes('base64url'),
  rpId: text,
  origin: text,
  counterBefore: z.int().min(0),
});

const assertionShape = z.strictObject({
  clientDataJSON: bytes('base64url'),
  authenticatorData: bytes('base64url'),
  signature: bytes('base64url'),
});

const verdictProofShape = z.strictObject({
  statement: z.strictObject({
    transactionId: text,
    network: text,
    transactionHash: hash,
    intentHash: hash,
    signer: text.optional(),
    decision: z.enum(['ALLOW', 'ASK']),
    authority: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('POLICY') }),
      z.strictObject({ kind: z.literal('CONSENT'), digest: hash }),
    ]),
    policyVersion: z.int().min(1),
    policyEngine: text,
    rules: z.array(z.strictObject({ rule: text, decision: z.enum(['ALLOW', 'ASK', 'REFUSE']), code: text.nullable() })),
    outflows,
    prices: z.array(z.strictObject({ asset: text, usd: text, source: text, at: text })).optional(),
    at: text,
  }),
  signature: bytes('base64'),
  publicKey: bytes('base64'),
});

const feeBumpShape = z.strictObject({
  envelope: bytes('base64'),
  hash,
  /** Null where the vault had no word for it yet. */
  verdictProof: verdictProofShape.nullable(),
});

/** Every field there is; another one is refused, because nothing would check it. */
export const receiptShape = z.strictObject({
  version: z.literal(RECEIPT_VERSION),
  network: z.strictObject({ name: z.enum(['LOCAL', 'TESTNET', 'MAINNET']), passphrase: text }),
  transaction: transactionShape,
  consent: z.strictObject({ canonical: text, digest: hash }).nullable(),
  assertion: assertionShape.nullable(),
  passkey: passkeyShape.nullable(),
  policy: z.strictObject({ version: z.int(), verdict: json }),
  /** Absent in receipts of before there was such a key, null for what was signed before. */
  verdictProof: verdictProofShape.nullable().optional(),
  /** The same bytes under a higher fee; absent where the fee was not raised, and in receipts of before. */
  feeBump: feeBumpShape.optional(),
  /** Those before it, oldest first, where it was raised more than once. */
  earlierFeeBumps: z.array(feeBumpShape).min(1).max(10).optional(),
  ledger: z.strictObject({
    sequence: z.int().nullable(),
    feeCharged: text,
    resultCodes: z.array(text).nullable(),
  }),
  audit: z.strictObject({
    userId: text,
    entries: z.array(entryShape).min(1).max(200),
    inclusions: z.array(z.strictObject({ seq, path: z.array(hash).max(64) })),
    checkpoint: checkpointShape,
  }),
  /** SHA-256 of the canonical JSON of all the rest: it finds accidents; a forger would write a new one. */
  digest: hash,
});

export type Receipt = z.infer<typeof receiptShape>;
