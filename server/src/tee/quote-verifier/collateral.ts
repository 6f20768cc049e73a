import { z } from 'zod';
import { need } from './refuted.js';

const hex = z.string().regex(/^([0-9a-fA-F]{2})*$/, 'must be hex');
const pem = z.string().max(32_768);
const json = z.string().max(1_000_000);

/**
 * Intel's word about its processors and its quoting enclave, in the shape that collateral servers and other verifiers
 * use too. The documents are texts, because the signatures are over their bytes.
 */
const collateralShape = z.object({
  pck_crl_issuer_chain: pem,
  root_ca_crl: hex.max(200_000),
  pck_crl: hex.max(2_000_000),
  tcb_info_issuer_chain: pem,
  tcb_info: json,
  tcb_info_signature: hex.length(128),
  qe_identity_issuer_chain: pem,
  qe_identity: json,
  qe_identity_signature: hex.length(128),
});
export type Collateral = z.infer<typeof collateralShape>;

export const readCollateral = (value: unknown): Collateral => {
  const { success, data, error } = collateralShape.safeParse(value);
  const [issue] = error?.issues ?? [];
  need(success, `The collateral lacks or garbles "${issue?.path.join('.')}".`);
  return data;
};
