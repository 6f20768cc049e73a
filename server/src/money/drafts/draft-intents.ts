import { Account, Operation, TransactionBuilder, type xdr } from '@stellar/stellar-sdk/base';
import { fromStroops } from '../../kernel/amount.js';
import { toSdkAsset } from '../../kernel/assets.js';
import { type TypedMemo, toSdkMemo } from '../../rulebook/facts/memo.js';
import { intentOf } from '../../rulebook/intent.js';

export type Payment = {
  destination: string;
  asset: string;
  amount: bigint;
  memo: TypedMemo | null;
  opensAccount: boolean;
};
type Frame = { source: string; passphrase: string; feeMax: bigint; memo: TypedMemo | null };

const build = ({ source, passphrase, feeMax, memo }: Frame, operation: xdr.Operation): string => {
  const options = { fee: feeMax.toString(), networkPassphrase: passphrase, timebounds: { minTime: 0, maxTime: 0 } };
  const builder = new TransactionBuilder(new Account(source, '0'), options).addOperation(operation);
  return intentOf((memo === null ? builder : builder.addMemo(toSdkMemo(memo))).build().toXdr());
};

/** An intent that pays; XLM to an address that is not on the ledger opens it. */
export const paymentIntent = (frame: Frame, { destination, asset, amount, opensAccount }: Payment): string =>
  build(
    frame,
    opensAccount
      ? Operation.createAccount({ destination, startingBalance: fromStroops(amount) })
      : Operation.payment({ destination, asset: toSdkAsset(asset), amount: fromStroops(amount) }),
  );

/** An intent that opens, changes or (limit 0) removes a trustline. No limit means the highest there is. */
export const trustlineIntent = (frame: Frame, asset: string, limit: bigint | null): string =>
  build(
    frame,
    Operation.changeTrust({ asset: toSdkAsset(asset), ...(limit !== null && { limit: fromStroops(limit) }) }),
  );
