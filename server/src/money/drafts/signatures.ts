import type { EntityManager } from '@mikro-orm/core';
import { encodeMuxedAccountToAddress, xdr } from '@stellar/stellar-sdk/base';
import { baseAddress } from '../../kernel/address.js';
import type { SignatureFacts } from '../../rulebook/facts/policy.js';
import { controlOf, type Level, missingFor, warningsOf } from '../../stellar/control.js';
import type { LedgerAccount, StellarGateway } from '../../stellar/gateway.js';
import type { Account } from '../accounts/records/account.entity.js';
import { ownKeyOf } from '../accounts/records/own-key.js';

/** Read before an approval is shown: what the ledger would refuse for want of a signature, and who else could sign. */
export const signatureFacts = async (
  em: EntityManager,
  gateway: StellarGateway,
  account: Account,
  { intent, ledger }: { intent: string; ledger: LedgerAccount },
): Promise<SignatureFacts> => {
  const ownKey = await ownKeyOf(em, account);
  const missing: string[] = [];
  for (const [address, level] of levelsOf(intent)) {
    const one = address === account.address ? ledger : await gateway.loadAccount(address);
    const sentence = one && missingFor(controlOf(one, ownKey), level);
    if (sentence) missing.push(address === account.address ? sentence : `${sentence} That is the account ${address}.`);
  }
  return { missing: missing.join(' ') || null, warnings: warningsOf(controlOf(ledger, ownKey)) };
};

const LOW: readonly string[] = [
  ...['allowTrust', 'setTrustLineFlags', 'bumpSequence', 'inflation', 'claimClaimableBalance'],
  ...['extendFootprintTtl', 'restoreFootprint'],
];
const ORDER: readonly Level[] = ['low', 'medium', 'high'];

/** The highest threshold that each account's operations ask for; the source of the whole asks for the low one by itself. */
export const levelsOf = (intent: string): Map<string, Level> => {
  const envelope = xdr.TransactionEnvelope.fromXdr(intent, 'base64');
  if (envelope.type !== 'envelopeTypeTx') throw new Error(`An intent is a version 1 envelope, not ${envelope.type}.`);
  const { sourceAccount, operations } = envelope.v1.tx;
  const source = baseAddress(encodeMuxedAccountToAddress(sourceAccount));
  const levels = new Map<string, Level>([[source, 'low']]);
  for (const operation of operations) {
    const own = operation.sourceAccount && baseAddress(encodeMuxedAccountToAddress(operation.sourceAccount));
    const address = own || source;
    const level = levelOf(operation.body);
    if (ORDER.indexOf(level) >= ORDER.indexOf(levels.get(address) ?? 'low')) levels.set(address, level);
  }
  return levels;
};

const levelOf = (body: xdr.OperationBody): Level => {
  if (body.type === 'accountMerge') return 'high';
  if (body.type === 'setOptions') {
    const { masterWeight, lowThreshold, medThreshold, highThreshold, signer } = body.setOptionsOp;
    const changes = [masterWeight, lowThreshold, medThreshold, highThreshold, signer];
    return changes.some((one) => one !== null && one !== undefined) ? 'high' : 'medium';
  }
  return LOW.includes(body.type) ? 'low' : 'medium';
};
