import { z } from 'zod';
import { need } from '../../tee/quote-verifier/refuted.js';

const hex = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^([0-9a-f]{2})*$/, 'must be lower-case hex');
const text = (max: number) => z.string().max(max);

const keySetShape = z.strictObject({
  version: z.literal('tuxedo-key-set/v1'),
  auditCheckpointKey: text(100),
  verdictKey: text(100).nullable(),
  tlsKeys: z.array(hex(64).length(64)).max(10),
});

const eventShape = z.object({
  imr: z.number().int().min(0).max(3),
  eventType: z.number().int(),
  event: text(1_000),
  payload: hex(200_000),
  version: z.number().int(),
});

const evidenceShape = z.object({
  nonce: hex(128).nullable(),
  quote: hex(131_072),
  eventLog: z.array(eventShape).max(5_000),
  appCompose: text(1_000_000),
  composeHash: hex(64),
  appId: hex(200),
  instanceId: hex(200),
  keySet: keySetShape,
  keySetDigest: text(100),
  policyEngine: text(100),
  generatedAt: z.iso.datetime(),
});
export type GivenEvidence = z.infer<typeof evidenceShape>;

const answerShape = z.object({
  mode: z.enum(['OFF', 'REQUIRED']),
  nonce: text(128).nullable(),
  evidence: evidenceShape.nullable(),
});

/** What /attestation answered, if it is evidence at all. */
export const readAnswer = (value: unknown): GivenEvidence => {
  const { success, data, error } = answerShape.safeParse(value);
  const [issue] = error?.issues ?? [];
  need(success, `This is not an answer of /attestation: ${issue?.path.join('.')} ${issue?.message}.`);
  need(data.mode === 'REQUIRED' && data.evidence !== null, 'The server says itself that it runs in no enclave.');
  return data.evidence;
};
