import { consentDigest, parseConsent } from '../../rulebook/consent-text.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import { parseEnvelope } from './envelope.check.js';
import type { Receipt } from './receipt.shape.js';

/** That the text which was agreed to speaks of this transaction and of no other. */
export const checkConsent = (receipt: Receipt): string => {
  const { consent, network, transaction, policy, audit } = receipt;
  if (!consent) return 'Nobody was asked; see what the policy said.';
  const agreed = parseConsent(consent.canonical);
  need(consentDigest(consent.canonical).toString('hex') === consent.digest, 'The digest is not the one of the text.');
  need(agreed.transaction === transaction.intent, 'The text agrees to another transaction.');
  need(agreed.network === network.passphrase, 'The text speaks of another network.');
  need(agreed.user === audit.userId, 'The text speaks of another person than the log.');
  const { source } = parseEnvelope(transaction.envelope, network.passphrase);
  need(agreed.account.split(' ')[1] === source, 'The text speaks of another account.');
  need(agreed.policy === String(policy.version), 'The text speaks of another version of the policy.');
  const stated = transaction.outflows.map(({ asset, amount }) => `${amount} ${asset}`);
  need(agreed.outflow.join() === stated.join(), 'The text states other amounts than the bytes let out.');
  return `The text names this transaction, account, network and these amounts; it ended at ${agreed.expires}.`;
};
