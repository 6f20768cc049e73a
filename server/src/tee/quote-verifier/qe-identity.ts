import { createHash } from 'node:crypto';
import { z } from 'zod';
import { need } from './refuted.js';
import { type TcbVerdict, tcbVerdict, tcbVerdictShape } from './tcb-status.js';
import type { TdxQuote } from './tdx-quote.js';

const bytes = (count: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${count * 2}}$`));

export const qeIdentityShape = z.object({
  id: z.literal('TD_QE'),
  version: z.union([z.literal(2), z.literal(3)]),
  miscselect: bytes(4),
  miscselectMask: bytes(4),
  attributes: bytes(16),
  attributesMask: bytes(16),
  mrsigner: bytes(32).toLowerCase(),
  isvprodid: z.number().int(),
  tcbLevels: z.array(tcbVerdictShape.extend({ tcb: z.object({ isvsvn: z.number().int().min(0) }) })).max(100),
});
export type QeIdentity = z.infer<typeof qeIdentityShape>;

/** Intel's verdict on the enclave that made the attestation key, once the enclave vouched for that key. */
export const judgeQuotingEnclave = (identity: QeIdentity, quote: TdxQuote): TcbVerdict => {
  const { qeReport, attestationKey, qeAuthData } = quote;
  const vouched = createHash('sha256').update(attestationKey).update(qeAuthData).digest();
  const expected = Buffer.concat([vouched, Buffer.alloc(32)]);
  need(qeReport.reportData.equals(expected), 'The quoting enclave does not vouch for the attestation key.');
  need(qeReport.mrSigner === identity.mrsigner, 'The quoting enclave is not signed by Intel.');
  need(qeReport.isvProdId === identity.isvprodid, 'The quoting enclave is another product of its signer.');
  need(
    masked(qeReport.miscSelect, identity.miscselect, identity.miscselectMask),
    'The quoting enclave is set up in another way.',
  );
  need(
    masked(qeReport.attributes, identity.attributes, identity.attributesMask),
    'The quoting enclave has other attributes.',
  );
  const levels = [...identity.tcbLevels].sort((a, b) => b.tcb.isvsvn - a.tcb.isvsvn);
  const level = levels.find(({ tcb }) => qeReport.isvSvn >= tcb.isvsvn);
  need(level !== undefined, 'The quoting enclave is older than any that Intel knows.');
  return tcbVerdict(level);
};

const masked = (have: string, want: string, mask: string): boolean => {
  const [a, b, m] = [have, want, mask].map((one) => BigInt(`0x${one}`));
  return (a! & m!) === (b! & m!);
};
