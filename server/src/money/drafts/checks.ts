import { baseAddress } from '../../kernel/address.js';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode } from '../../kernel/assets.js';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import { BASE_RESERVE } from '../../rulebook/facts/reserve.js';
import type { LedgerAccount, LedgerBalance } from '../../stellar/gateway.js';
import type { Payment } from './draft-intents.js';

const RESERVE = BASE_RESERVE;
const OPENING_MIN = 2n * RESERVE;

export const assertOnLedger: (account: LedgerAccount | null, name: string) => asserts account is LedgerAccount = (
  account,
  name,
) => {
  if (!account)
    throw new DomainError(
      ErrorCode.INSUFFICIENT_BALANCE,
      `The account "${name}" is not on the ledger yet. Fund it first.`,
    );
};

/** Whether XLM to an address that is not there would open it; throws where the payment could never arrive. */
export const opensAccount = (
  destination: LedgerAccount | null,
  { destination: address, asset, amount, memo }: Omit<Payment, 'opensAccount'>,
): boolean => {
  if (!destination) {
    // To open an account names its address alone: nobody could tell afterwards which customer the money is for.
    if (baseAddress(address) !== address)
      throw badInput(
        'This M… address belongs to an account that is not on the ledger yet, and a payment that opens it would lose the ' +
          'number in it. Check the address with its owner.',
      );
    if (asset !== 'XLM')
      throw new DomainError(
        ErrorCode.NO_TRUSTLINE,
        `The destination is not on the ledger, so it cannot hold ${assetCode(asset)}.`,
      );
    if (amount < OPENING_MIN)
      throw badInput('The destination is not on the ledger yet: send at least 1 XLM to open it.');
    return true;
  }
  // An M… address says for whom the money is by itself.
  if (destination.memoRequired && memo === null && baseAddress(address) === address)
    throw new DomainError(
      ErrorCode.MEMO_REQUIRED,
      'This address asks for a memo. Add the one its owner gave you, or the money may be lost.',
    );
  assertCanReceive(destination, asset, amount);
  return false;
};

const assertCanReceive = (destination: LedgerAccount, asset: string, amount: bigint): void => {
  if (asset === 'XLM' || asset.endsWith(`:${destination.address}`)) return;
  const line = destination.balances.find((balance) => balance.asset === asset);
  if (!line)
    throw new DomainError(
      ErrorCode.NO_TRUSTLINE,
      `The destination does not hold ${assetCode(asset)}. Its owner must add a trustline first.`,
    );
  if (!line.authorized) throw notAuthorized('the destination to hold', asset);
  if (line.limit !== undefined && line.amount + line.buyingLiabilities + amount > line.limit)
    throw badInput(`The destination cannot hold that much ${assetCode(asset)}.`);
};

/** Throws unless the account can pay the amount and the highest fee on top of its reserve. */
export const assertCanPay = (account: LedgerAccount, asset: string, amount: bigint, feeMax: bigint): void => {
  const isIssuer = asset.endsWith(`:${account.address}`);
  const line = account.balances.find((balance) => balance.asset === asset);
  if (!line && !isIssuer)
    throw new DomainError(
      ErrorCode.NO_TRUSTLINE,
      `This account does not hold ${assetCode(asset)}. Add a trustline first.`,
    );
  if (line && !isIssuer && !line.authorized) throw notAuthorized('this account to send', asset);
  if (line && !isIssuer) assertEnough(line.spendable, asset === 'XLM' ? amount + feeMax : amount, asset);
  if (asset !== 'XLM') assertEnough(spendableXlm(account), feeMax, 'XLM');
};

const spendableXlm = (account: LedgerAccount): bigint =>
  account.balances.find(({ asset }) => asset === 'XLM')?.spendable ?? 0n;

const notAuthorized = (whom: string, asset: string): DomainError =>
  new DomainError(ErrorCode.PERMISSION_DENIED, `The issuer of ${assetCode(asset)} does not allow ${whom} it.`);

const assertEnough = (spendable: bigint, needed: bigint, asset: string): void => {
  if (spendable >= needed) return;
  const message = `Not enough ${assetCode(asset)}: ${fromStroops(needed)} needed (fee included), ${fromStroops(spendable)} can be spent.`;
  throw new DomainError(ErrorCode.INSUFFICIENT_BALANCE, message, {
    asset,
    needed: fromStroops(needed),
    spendable: fromStroops(spendable),
  });
};

/** Throws where a trustline could not be opened, changed or removed. */
export const assertTrustline = (account: LedgerAccount, asset: string, limit: bigint | null, feeMax: bigint): void => {
  if (asset === 'XLM') throw badInput('Every account holds XLM; it needs no trustline.');
  if (asset.endsWith(`:${account.address}`))
    throw badInput('This account issues the asset itself; it needs no trustline.');
  const line = account.balances.find((balance) => balance.asset === asset);
  if (!line && limit === 0n)
    throw new DomainError(ErrorCode.NO_TRUSTLINE, `There is no trustline for ${assetCode(asset)} to remove.`);
  if (line && limit !== null) assertLimit(line, limit);
  if (line && limit === null) throw badInput(`The account can hold ${assetCode(asset)} already.`);
  assertEnough(spendableXlm(account), line ? feeMax : feeMax + RESERVE, 'XLM');
};

/** The ledger lets no limit fall below what is held together with what open offers still buy; 0 removes the trustline. */
const assertLimit = ({ asset, amount, buyingLiabilities, sellingLiabilities }: LedgerBalance, limit: bigint): void => {
  if (limit >= amount + buyingLiabilities) return;
  const code = assetCode(asset);
  if (limit > 0n && buyingLiabilities === 0n)
    throw badInput(`The limit is below the ${fromStroops(amount)} that the account holds. Choose a higher one.`);
  if (limit > 0n)
    throw badInput(
      `The limit is below the ${fromStroops(amount)} that the account holds and the ${fromStroops(buyingLiabilities)} ` +
        'that open offers still buy: cancel them first, or choose a higher limit.',
    );
  const steps = [
    ...(buyingLiabilities > 0n
      ? [`Open offers still buy ${fromStroops(buyingLiabilities)} ${code}: cancel them first.`]
      : []),
    ...(sellingLiabilities > 0n
      ? [`Open offers still sell ${fromStroops(sellingLiabilities)} ${code}: cancel them first.`]
      : []),
    ...(amount > 0n ? [`Send away the ${fromStroops(amount)} ${code} first.`] : []),
  ];
  throw badInput(`${steps.join(' ')} Then remove the trustline.`);
};
