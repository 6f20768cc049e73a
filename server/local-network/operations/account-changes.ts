// The two parts of setOptions that can fail against the ledger: flags and signers.
import { xdr } from '@stellar/stellar-sdk/base';
import {
  ACCOUNT_FLAG,
  availableBalance,
  BASE_RESERVE_STROOPS,
  MAX_SUBENTRIES,
  withFields,
  withSigners,
} from '../ledger/account-rules.js';

const MAX_SIGNERS = 20;

type Changed = { ok: true; account: xdr.AccountEntry } | { ok: false; fault: xdr.OperationResult };

const changed = (account: xdr.AccountEntry): Changed => ({ ok: true, account });
const refused = (fault: xdr.OperationResult): Changed => ({ ok: false, fault });

export function withFlags(account: xdr.AccountEntry, clear: number, set: number): Changed {
  const isImmutable = (account.flags & ACCOUNT_FLAG.immutable) !== 0;
  if (isImmutable && (clear | set) !== 0) return refused(setOptionsResults.cantChange);
  const flags = (account.flags & ~clear) | set;
  const [revocable, clawback] = [flags & ACCOUNT_FLAG.revocable, flags & ACCOUNT_FLAG.clawbackEnabled];
  if (clawback !== 0 && revocable === 0) return refused(setOptionsResults.authRevocableRequired);
  return changed(withFields(account, { flags }));
}

/** A signer is a sub-entry that needs its reserve; a weight of zero removes it, or nothing where there is none. */
export function withSigner(account: xdr.AccountEntry, signer: xdr.Signer): Changed {
  const isSame = (other: xdr.Signer): boolean => nameOf(other) === nameOf(signer);
  const isKnown = account.signers.some(isSame);
  if (signer.weight === 0) {
    if (!isKnown) return changed(account);
    return changed(
      withSigners(
        account,
        account.signers.filter((other) => !isSame(other)),
      ),
    );
  }
  if (isKnown)
    return changed(
      withSigners(
        account,
        account.signers.map((other) => (isSame(other) ? signer : other)),
      ),
    );
  if (account.signers.length >= MAX_SIGNERS) return refused(setOptionsResults.tooManySigners);
  if (account.numSubEntries >= MAX_SUBENTRIES) return refused(xdr.OperationResult.opTooManySubentries());
  if (availableBalance(account) < BASE_RESERVE_STROOPS) return refused(setOptionsResults.lowReserve);
  return changed(withSigners(account, [...account.signers, signer].sort(byKey)));
}

const nameOf = ({ key }: xdr.Signer): string => key.toXdr('base64');

/** The ledger keeps signers in the order of their keys. */
const byKey = (one: xdr.Signer, other: xdr.Signer): number => Buffer.compare(one.key.toXdr(), other.key.toXdr());

const wrap = (result: xdr.SetOptionsResult): xdr.OperationResult =>
  xdr.OperationResult.opInner(xdr.OperationResultTr.setOptions(result));

export const setOptionsResults = {
  success: wrap(xdr.SetOptionsResult.setOptionsSuccess()),
  lowReserve: wrap(xdr.SetOptionsResult.setOptionsLowReserve()),
  tooManySigners: wrap(xdr.SetOptionsResult.setOptionsTooManySigners()),
  badFlags: wrap(xdr.SetOptionsResult.setOptionsBadFlags()),
  invalidInflation: wrap(xdr.SetOptionsResult.setOptionsInvalidInflation()),
  cantChange: wrap(xdr.SetOptionsResult.setOptionsCantChange()),
  unknownFlag: wrap(xdr.SetOptionsResult.setOptionsUnknownFlag()),
  thresholdOutOfRange: wrap(xdr.SetOptionsResult.setOptionsThresholdOutOfRange()),
  badSigner: wrap(xdr.SetOptionsResult.setOptionsBadSigner()),
  invalidHomeDomain: wrap(xdr.SetOptionsResult.setOptionsInvalidHomeDomain()),
  authRevocableRequired: wrap(xdr.SetOptionsResult.setOptionsAuthRevocableRequired()),
};
