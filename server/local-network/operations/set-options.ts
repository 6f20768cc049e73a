// setOptions: whom an account belongs to. Its parts are applied in stellar-core's order, so that the first fault is the same.
import { xdr } from '@stellar/stellar-sdk/base';
import { findAccount, KNOWN_ACCOUNT_FLAGS, putAccount, withFields } from '../ledger/account-rules.js';
import { accountIdOf } from '../ledger/addresses.js';
import { setOptionsResults as results, withFlags, withSigner } from './account-changes.js';
import {
  failed,
  type OperationContext,
  type OperationOutcome,
  type OperationRule,
  succeeded,
} from './operation-rule.js';

const UINT8_MAX = 255;

/** A signer that is one transaction would have to vanish once it is used: that is not built, so it is not supported. */
export function setOptionsRule(op: xdr.SetOptionsOp): OperationRule | undefined {
  if (op.signer?.key.type === 'signerKeyTypePreAuthTx') return undefined;
  return {
    threshold: changesWhoSigns(op) ? 'high' : 'medium',
    success: results.success,
    check: (sourceId) => faultOf(op, sourceId),
    apply: (context) => setOptions(context, op),
  };
}

const weightsOf = (op: xdr.SetOptionsOp) => [op.masterWeight, op.lowThreshold, op.medThreshold, op.highThreshold];

const changesWhoSigns = (op: xdr.SetOptionsOp): boolean =>
  op.signer !== null || weightsOf(op).some((weight) => weight !== null);

function faultOf(op: xdr.SetOptionsOp, sourceId: string): xdr.OperationResult | null {
  const [set, clear] = [op.setFlags ?? 0, op.clearFlags ?? 0];
  if (((set | clear) & ~KNOWN_ACCOUNT_FLAGS) !== 0) return results.unknownFlag;
  if ((set & clear) !== 0) return results.badFlags;
  if (weightsOf(op).some((weight) => (weight ?? 0) > UINT8_MAX)) return results.thresholdOutOfRange;
  if (op.signer && isBadSigner(op.signer, sourceId)) return results.badSigner;
  return op.homeDomain && !isPlain(op.homeDomain.bytes) ? results.invalidHomeDomain : null;
}

function isBadSigner({ key, weight }: xdr.Signer, sourceId: string): boolean {
  if (weight > UINT8_MAX) return true;
  if (key.type === 'signerKeyTypeEd25519SignedPayload') return key.ed25519SignedPayload.payload.length === 0;
  if (key.type !== 'signerKeyTypeEd25519') return false;
  // Its own key has a weight of its own and is no signer beside itself.
  return accountIdOf(xdr.PublicKey.publicKeyTypeEd25519(key.ed25519.toBytes())) === sourceId;
}

const isPlain = (text: Uint8Array): boolean => text.every((byte) => byte >= 0x20 && byte < 0x7f);

function setOptions({ layer, sourceId }: OperationContext, op: xdr.SetOptionsOp): OperationOutcome {
  const account = findAccount(layer, sourceId)!;
  const heir = op.inflationDest && accountIdOf(op.inflationDest);
  if (heir && heir !== sourceId && !findAccount(layer, heir)) return failed(results.invalidInflation);
  const flagged = withFlags(account, op.clearFlags ?? 0, op.setFlags ?? 0);
  if (!flagged.ok) return failed(flagged.fault);
  const changed = withFields(flagged.account, {
    inflationDest: op.inflationDest ?? account.inflationDest,
    homeDomain: op.homeDomain ?? account.homeDomain,
    thresholds: new xdr.Thresholds(thresholdsAfter(account, op)),
  });
  const signed = op.signer ? withSigner(changed, op.signer) : { ok: true as const, account: changed };
  if (!signed.ok) return failed(signed.fault);
  putAccount(layer, signed.account);
  return succeeded(results.success);
}

const thresholdsAfter = (account: xdr.AccountEntry, op: xdr.SetOptionsOp): Uint8Array =>
  Uint8Array.from(weightsOf(op), (weight, index) => weight ?? account.thresholds.toBytes()[index]!);
