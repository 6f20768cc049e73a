// changeTrust: opens, limits or closes the source's line for an issued asset. Lines for pool shares are not supported.
import { xdr } from '@stellar/stellar-sdk/base';
import {
  allowsClawback,
  availableBalance,
  BASE_RESERVE_STROOPS,
  findAccount,
  MAX_SUBENTRIES,
  putAccount,
  requiresAuthorization,
  withFields,
} from '../ledger/account-rules.js';
import { isCredit, issuerOf, isValidCode } from '../ledger/addresses.js';
import {
  AUTHORIZED_FLAG,
  CLAWBACK_FLAG,
  findTrustLine,
  lineLiabilitiesOf,
  newTrustLine,
  putTrustLine,
  removeTrustLine,
} from '../ledger/trust-lines.js';
import {
  failed,
  type OperationContext,
  type OperationOutcome,
  type OperationRule,
  succeeded,
} from './operation-rule.js';

type CreditAsset = Parameters<typeof issuerOf>[0];

export function changeTrustRule(op: xdr.ChangeTrustOp): OperationRule | undefined {
  if (op.line.type === 'assetTypePoolShare') return undefined;
  const asset = op.line;
  return {
    threshold: 'medium',
    success: results.success,
    check: (sourceId) => {
      const fine = op.limit >= 0n && isCredit(asset) && isValidCode(asset) && issuerOf(asset) !== sourceId;
      return fine ? null : results.malformed;
    },
    apply: (context) => changeTrust(context, asset as CreditAsset, op.limit),
  };
}

function changeTrust(context: OperationContext, asset: CreditAsset, limit: bigint): OperationOutcome {
  const line = findTrustLine(context.layer, context.sourceId, asset);
  if (!line) return limit === 0n ? failed(results.invalidLimit) : openLine(context, asset, limit);
  if (limit < line.balance + lineLiabilitiesOf(line).buying) return failed(results.invalidLimit);
  if (limit === 0n) return closeLine(context, asset);
  if (!findAccount(context.layer, issuerOf(asset))) return failed(results.noIssuer);
  putTrustLine(context.layer, new xdr.TrustLineEntry({ ...line, limit }));
  return succeeded(results.success);
}

function openLine({ layer, sourceId }: OperationContext, asset: CreditAsset, limit: bigint): OperationOutcome {
  const issuer = findAccount(layer, issuerOf(asset));
  if (!issuer) return failed(results.noIssuer);
  const account = findAccount(layer, sourceId)!;
  if (account.numSubEntries >= MAX_SUBENTRIES) return failed(xdr.OperationResult.opTooManySubentries());
  if (availableBalance(account) < BASE_RESERVE_STROOPS) return failed(results.lowReserve);

  const flags = (requiresAuthorization(issuer) ? 0 : AUTHORIZED_FLAG) | (allowsClawback(issuer) ? CLAWBACK_FLAG : 0);
  putAccount(layer, withFields(account, { numSubEntries: account.numSubEntries + 1 }));
  putTrustLine(layer, newTrustLine(sourceId, asset, limit, flags));
  return succeeded(results.success);
}

function closeLine({ layer, sourceId }: OperationContext, asset: CreditAsset): OperationOutcome {
  const account = findAccount(layer, sourceId)!;
  putAccount(layer, withFields(account, { numSubEntries: account.numSubEntries - 1 }));
  removeTrustLine(layer, sourceId, asset);
  return succeeded(results.success);
}

const wrap = (result: xdr.ChangeTrustResult): xdr.OperationResult =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.changeTrust(result));

const results = {
  success: wrap(xdr.ChangeTrustResult.changeTrustSuccess()),
  malformed: wrap(xdr.ChangeTrustResult.changeTrustMalformed()),
  noIssuer: wrap(xdr.ChangeTrustResult.changeTrustNoIssuer()),
  invalidLimit: wrap(xdr.ChangeTrustResult.changeTrustInvalidLimit()),
  lowReserve: wrap(xdr.ChangeTrustResult.changeTrustLowReserve()),
};
