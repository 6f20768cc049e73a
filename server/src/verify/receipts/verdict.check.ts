import { need } from '../../tee/quote-verifier/refuted.js';
import { intentHash, isVerdictSigned, type VerdictProof } from '../../vault/contract/verdict-statement.js';
import type { Receipt } from './receipt.shape.js';

/** That the vault which signed judged this envelope itself, and no other, as its own key says. */
export const checkVerdict = (receipt: Receipt, expectedKey?: string): string => {
  const { verdictProof } = receipt;
  if (!verdictProof) {
    need(expectedKey === undefined, 'It holds no statement of the vault that your key could have signed.');
    return 'NOT CHECKED: it holds no statement of the vault, which had no key for it when this was signed.';
  }
  const { statement, publicKey } = verdictProof;
  const counts = checkKey(verdictProof, expectedKey);
  assertSame(receipt, statement);
  const { decision, policyVersion, policyEngine, prices = [], at } = statement;
  const worth = prices.map(({ asset, usd, source }) => ` ${asset.split(':')[0]} at ${usd} USD (${source}).`).join('');
  return `Signed by key ${publicKey}, for exactly this envelope and version ${policyVersion} of the policy: ${decision} by ${policyEngine} at ${at}.${worth} ${counts}`;
};

/** That the key it states signed it, and whether that key counts. */
export const checkKey = (proof: VerdictProof, expectedKey?: string): string => {
  const { publicKey } = proof;
  need(isVerdictSigned(proof), 'The statement is not signed by the key it states.');
  need(
    expectedKey === undefined || expectedKey === publicKey,
    `The statement is signed by another key than yours: ${publicKey}.`,
  );
  return expectedKey === undefined
    ? 'NOT COMPARED with an attestation: the key counts only where one names it (--verdict-key).'
    : 'It is the key that you named.';
};

type Statement = NonNullable<Receipt['verdictProof']>['statement'];

const assertSame = ({ transaction, network, consent, policy }: Receipt, statement: Statement): void => {
  const { authority, decision, outflows } = statement;
  need(statement.transactionId === transaction.id, 'The statement is of another transaction.');
  need(statement.network === network.passphrase, 'The statement is of another network.');
  need(statement.transactionHash === transaction.hash, 'The statement is of another envelope.');
  need(statement.intentHash === intentHash(transaction.intent), 'The statement is of another intent.');
  const agreed = authority.kind === 'CONSENT' ? authority.digest : null;
  need(agreed === (consent?.digest ?? null), 'The statement names another consent.');
  need(decision === 'ALLOW' || agreed !== null, 'The policy asked, and nobody answered.');
  // A milder version may have come since the person was asked; an older one is none that could hold.
  need(statement.policyVersion >= policy.version, 'The statement is of an older version of the policy.');
  const amounts = (all: Statement['outflows']): string =>
    all
      .map(({ asset, amount }) => `${asset} ${amount}`)
      .toSorted()
      .join();
  need(amounts(outflows) === amounts(transaction.outflows), 'The statement names other amounts.');
};
