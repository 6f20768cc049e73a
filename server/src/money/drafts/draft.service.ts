import type { EntityManager } from '@mikro-orm/core';
import { baseAddress } from '../../kernel/address.js';
import { toStroops } from '../../kernel/amount.js';
import { assetIssuer, canonicalAsset } from '../../kernel/assets.js';
import { badInput } from '../../kernel/errors.js';
import { passphraseOf } from '../../kernel/networks.js';
import type { MemoType, TypedMemo } from '../../rulebook/facts/memo.js';
import type { LedgerAccount } from '../../stellar/gateway.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { AddressBook } from '../contacts/address-book.js';
import { readMemo } from '../contacts/memo.js';
import type { PolicyService } from '../policy/policy.service.js';
import { assertCanPay, assertOnLedger, assertTrustline, opensAccount } from './checks.js';
import { paymentIntent, trustlineIntent } from './draft-intents.js';
import type { IntentReadings } from './intent-readings.js';
import { rawDraft } from './raw-draft.js';

/** An intent that passed the checks, with the ledger's view of the paying account. */
export type Draft = { intent: string; ledger: LedgerAccount };
export type PaymentRequest = {
  destination: string;
  asset: string;
  amount: string;
  memo?: string | undefined;
  memoType?: MemoType | undefined;
};
export type TrustlineRequest = { asset: string; limit?: string | undefined };

/** Builds intents from what a caller asks for, and says early and plainly what the ledger would refuse. */
export class DraftService {
  constructor(
    private readonly networks: StellarNetworks,
    private readonly book: AddressBook,
    private readonly policy: Pick<PolicyService, 'current'>,
    private readonly readings: IntentReadings,
  ) {}

  async payment(em: EntityManager, account: Account, request: PaymentRequest): Promise<Draft> {
    const asset = canonicalAsset(request.asset, account.network);
    const amount = positive(request.amount);
    const destination = await this.book.resolveDestination(em, account.userId, account.network, request.destination);
    // Blank is how some callers say none; it must not take away the memo without which an exchange loses the money.
    const memo = readMemo(request) ?? destination.memo;
    const base = baseAddress(destination.address);
    if (base === account.address)
      throw badInput('Source and destination are the same account. Name another destination.');
    if (base !== destination.address && memo !== null)
      throw badInput('An M… address carries its own memo. Leave the memo out.');
    const gateway = this.networks.get(account.network);
    const [ledger, target, feeMax] = await Promise.all([
      gateway.loadAccount(account.address),
      gateway.loadAccount(base),
      this.fee(em, account),
    ]);
    assertOnLedger(ledger, account.name);
    assertCanPay(ledger, asset, amount, feeMax);
    const payment = { destination: destination.address, asset, amount, memo };
    const opens = opensAccount(target, payment);
    return { intent: paymentIntent(this.frame(account, feeMax, memo), { ...payment, opensAccount: opens }), ledger };
  }

  async trustline(em: EntityManager, account: Account, request: TrustlineRequest): Promise<Draft> {
    const asset = canonicalAsset(request.asset, account.network);
    const limit = request.limit === undefined ? null : toStroops(request.limit);
    const gateway = this.networks.get(account.network);
    const [ledger, feeMax] = await Promise.all([gateway.loadAccount(account.address), this.fee(em, account)]);
    assertOnLedger(ledger, account.name);
    assertTrustline(ledger, asset, limit, feeMax);
    const issuer = assetIssuer(asset);
    if (issuer && limit !== 0n && !(await gateway.loadAccount(issuer)))
      throw badInput('The issuer of this asset is not on the ledger. Check the issuer.');
    return { intent: trustlineIntent(this.frame(account, feeMax, null), asset, limit), ledger };
  }

  /** Of a transaction that was built elsewhere. */
  raw(_em: EntityManager, account: Account, { xdr }: { xdr: string }): Promise<Draft> {
    return rawDraft(this.networks.get(account.network), this.readings, account, xdr);
  }

  /** What it takes now, within what the policy lets a transaction offer. */
  private async fee(em: EntityManager, { userId, id, network }: Account): Promise<bigint> {
    const { feeMax } = await this.policy.current(em, userId, id);
    const { suggested } = await this.networks.get(network).feeStats();
    return suggested < feeMax ? suggested : feeMax;
  }

  private frame({ address, network }: Account, feeMax: bigint, memo: TypedMemo | null) {
    return { source: address, passphrase: passphraseOf(network), feeMax, memo };
  }
}

const positive = (amount: string): bigint => {
  const stroops = toStroops(amount);
  if (stroops === 0n) throw badInput('The amount must be greater than 0.');
  return stroops;
};
