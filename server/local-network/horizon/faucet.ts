// Friendbot: gives test money to whoever asks, by ordinary signed transactions that stand in the ledger like any other.
import {
  Account,
  Asset,
  type Keypair,
  Operation,
  StrKey,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk/base';
import { findAccount } from '../ledger/account-rules.js';
import { isLocalAssetCode, LOCAL_ASSET_CODES, localFriendbot, localIssuer } from '../ledger/assets.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';
import { findTrustLine } from '../ledger/trust-lines.js';
import type { Network } from '../network/network.js';
import { openEnvelope } from '../transactions/transaction-frame.js';
import { formatStroops } from './links.js';
import { badRequest, submissionTimeout } from './problem.js';
import { transactionFailed } from './submit.js';

type Json = Record<string, unknown>;

const STARTING_STROOPS = 100_000_000_000n;
const ASSET_AMOUNT = '10000';

export class Faucet {
  /** Each giver takes its turns one after another: an account has room for one waiting transaction. */
  private readonly turnByGiver = new Map<string, Promise<unknown>>();

  constructor(private readonly network: Network) {}

  async give(address: string, assetCode: string | null): Promise<Json> {
    if (!StrKey.isValidEd25519PublicKey(address)) {
      throw badRequest('addr', 'The address must be an account: it starts with G and has 56 characters.');
    }
    if (!assetCode || assetCode === 'XLM' || assetCode === 'native') {
      return this.inTurn(localFriendbot(), () => this.fundingFor(address));
    }
    if (!isLocalAssetCode(assetCode)) {
      throw badRequest('asset', `The faucet has ${LOCAL_ASSET_CODES.join(' and ')}, and XLM when no asset is named.`);
    }
    const issuer = localIssuer(assetCode);
    return this.inTurn(issuer, () => this.assetPaymentFor(address, new Asset(assetCode, issuer.publicKey())));
  }

  /** Opens the account, or fills it up to the starting balance. */
  private fundingFor(address: string): xdr.Operation {
    const account = findAccount(this.network.entries, address);
    if (!account) {
      return Operation.createAccount({ destination: address, startingBalance: formatStroops(STARTING_STROOPS) });
    }
    const missing = STARTING_STROOPS - account.balance;
    if (missing <= 0n) throw badRequest('addr', 'account already funded to starting balance');
    return Operation.payment({ destination: address, asset: Asset.native(), amount: formatStroops(missing) });
  }

  private assetPaymentFor(address: string, asset: Asset): xdr.Operation {
    const credit = asset.toXdrObject() as Parameters<typeof findTrustLine>[2];
    if (!findTrustLine(this.network.entries, address, credit)) {
      throw badRequest('asset', `The account has no trustline for ${asset.getCode()}: add one with changeTrust first.`);
    }
    return Operation.payment({ destination: address, asset, amount: ASSET_AMOUNT });
  }

  private inTurn(giver: Keypair, operation: () => xdr.Operation): Promise<Json> {
    const id = giver.publicKey();
    const turn = (this.turnByGiver.get(id) ?? Promise.resolve()).then(() => this.pay(giver, operation()));
    this.turnByGiver.set(
      id,
      turn.catch(() => {}),
    );
    return turn;
  }

  private async pay(giver: Keypair, operation: xdr.Operation): Promise<Json> {
    const { seqNum } = findAccount(this.network.entries, giver.publicKey())!;
    const source = new Account(giver.publicKey(), seqNum.toString());
    const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
    const transaction = new TransactionBuilder(source, options).addOperation(operation).setTimeout(0).build();
    transaction.sign(giver);

    const frame = openEnvelope(transaction.toEnvelope().toXdr('base64'));
    const submission = this.network.submit(frame);
    if (submission.status === 'ERROR') throw transactionFailed(frame.envelopeXdr, submission.result);
    if (submission.status === 'TRY_AGAIN_LATER') throw submissionTimeout(frame.hash, frame.envelopeXdr);
    // Nobody else's transaction gains from waiting for company.
    await this.network.hurry().catch(() => {});
    const record = await submission.included.catch(() => null);
    if (!record) throw submissionTimeout(frame.hash, frame.envelopeXdr);
    if (!record.successful) throw transactionFailed(frame.envelopeXdr, record.result);
    return { successful: true, hash: frame.hash, envelope_xdr: frame.envelopeXdr };
  }
}
