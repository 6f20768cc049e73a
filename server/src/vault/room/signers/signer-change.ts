import { Account, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk/base';

/** What every change of a signer is made of: one setOptions of the account itself, and nothing else. */
type Change = { account: string; sequence: bigint; validUntil: Date; passphrase: string };
/** The network takes no more than it asks for; a replacement must not wait for a small surge to end. In stroops. */
const FEE = '10000';

type Options = Parameters<typeof Operation.setOptions>[0];

const build = ({ account, sequence, validUntil, passphrase }: Change, options: Options): Transaction =>
  new TransactionBuilder(new Account(account, (sequence - 1n).toString()), {
    fee: FEE,
    networkPassphrase: passphrase,
    timebounds: { minTime: 0, maxTime: Math.floor(validUntil.getTime() / 1000) },
  })
    .addOperation(Operation.setOptions(options))
    .build();

/** The new key beside the old one, which goes on signing. */
export const addition = (change: Change, signer: string, weight: number): Transaction =>
  build(change, { signer: { ed25519PublicKey: signer, weight } });

/** The account's own key is no signer in the ledger's list: it is taken away its weight. */
export const removal = (change: Change, former: string): Transaction =>
  build(change, former === change.account ? { masterWeight: 0 } : { signer: { ed25519PublicKey: former, weight: 0 } });
