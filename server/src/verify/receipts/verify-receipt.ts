import { jsonHash } from '../../platform/audit/audit-hash.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import { checkEntries } from './audit-entries.check.js';
import { checkHead, checkProof } from './audit-proof.check.js';
import { checkConsent } from './consent.check.js';
import { checkEnvelope, checkNetwork, checkOutflows } from './envelope.check.js';
import { checkFeeBump, isRaised } from './fee-bump.check.js';
import { checkPasskey } from './passkey.check.js';
import { type Receipt, receiptShape } from './receipt.shape.js';
import { type Report, reportOf, type Step, step } from './report.js';
import { parseStrictly } from './strict-json.js';
import { checkVerdict } from './verdict.check.js';

/** What the reader knows already, and the file has to agree with. */
export type Expected = Partial<Record<'head' | 'passphrase' | 'key' | 'verdictKey', string | undefined>>;

const RECEIPT_TRUST =
  'What no file can show: whose passkey this is, that the ledger holds the transaction (look its hash up at a node you trust), and that the server shows everybody the same log (keep heads, and the key).';

/** Checks a receipt with nothing but its own bytes. */
export const verifyReceipt = async (text: string, expected: Expected = {}): Promise<Report> => {
  const documents: Receipt[] = [];
  const shape = await step('document', () => {
    documents.push(readReceipt(text));
    return 'It has exactly the fields of a receipt, and its own digest.';
  });
  const [receipt] = documents;
  const steps = receipt ? await checks(receipt, expected) : [];
  return reportOf('receipt', [shape, ...steps], RECEIPT_TRUST);
};

const readReceipt = (text: string): Receipt => {
  const { success, data, error } = receiptShape.safeParse(parseStrictly(text));
  const [issue] = error?.issues ?? [];
  need(success, `It does not have the shape of a receipt: ${issue?.path.join('.')} ${issue?.message}.`);
  const { digest, ...rest } = data;
  need(jsonHash(rest) === digest, 'The document was changed: its digest is another one.');
  return data;
};

const checks = async (receipt: Receipt, { head, passphrase, key, verdictKey }: Expected): Promise<Step[]> => [
  await step('network', () => checkNetwork(receipt, passphrase)),
  await step('envelope', () => checkEnvelope(receipt, verdictKey)),
  await step('outflows', () => checkOutflows(receipt)),
  await step('consent', () => checkConsent(receipt)),
  await step('passkey', () => checkPasskey(receipt)),
  await step('verdict', () => checkVerdict(receipt, verdictKey)),
  ...(isRaised(receipt) ? [await step('fee bump', () => checkFeeBump(receipt, verdictKey))] : []),
  await step('audit entries', () => checkEntries(receipt)),
  await step('audit proof', () => checkProof(receipt, key)),
  ...(head === undefined ? [] : [await step('kept head', () => checkHead(receipt, head))]),
];
