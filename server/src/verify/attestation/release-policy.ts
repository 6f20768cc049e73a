import { z } from 'zod';
import { TCB_STATUSES } from '../../tee/quote-verifier/tcb-status.js';

const hex = (bytes: number) =>
  z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`), `must be ${bytes} bytes in lower-case hex`);
const statuses = z
  .enum(TCB_STATUSES)
  .refine((status): boolean => status !== 'Revoked', 'may not allow what Intel revoked');

const policyShape = z.strictObject({
  version: z.literal('tuxedo-release/v1'),
  /** SHA-256 of each compose file that may run; at least one, or the whole check would mean nothing. */
  composeHashes: z.array(hex(32)).min(1),
  appId: hex(20).optional(),
  policyEngine: z.string().optional(),
  /** Which verdicts of Intel's are good enough, and with which advisories still open. */
  tcb: z
    .strictObject({ statuses: z.array(statuses).min(1), advisories: z.array(z.string()).default([]) })
    .default({ statuses: ['UpToDate'], advisories: [] }),
  osImageHashes: z.array(hex(32)).min(1).optional(),
  /** Ids of the key services that may hand this application its keys. */
  keyProviders: z.array(z.string()).min(1).optional(),
  measurements: z
    .array(z.strictObject({ mrtd: hex(48), rtmr0: hex(48), rtmr1: hex(48), rtmr2: hex(48) }))
    .min(1)
    .optional(),
  channel: z.enum(['ANY', 'BOUND']).default('ANY'),
  /** Where the release comes from, for people. */
  release: z.record(z.string(), z.unknown()).optional(),
});
export type ReleasePolicy = z.infer<typeof policyShape>;

/** What the verifier demands. A field that is not known is refused: misspelt, it would silently demand nothing. */
export const readPolicy = (value: unknown): ReleasePolicy => {
  const { success, data, error } = policyShape.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (!success) throw new Error(`The policy cannot be used: ${issue?.path.join('.')} ${issue?.message}.`);
  return data;
};
