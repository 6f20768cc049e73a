import type { EntityManager } from '@mikro-orm/core';
import { baseAddress } from '../../kernel/address.js';
import { fromStroops } from '../../kernel/amount.js';
import type { Decoded } from '../../rulebook/decode.js';
import type { StoredOutflow, StoredRecipient } from '../../rulebook/facts/decoded.js';
import type { Label } from '../../rulebook/facts/label.js';
import type { Outflow, TransactionFacts, Verdict } from '../../rulebook/facts/policy.js';
import { type Prices, worth } from '../../rulebook/facts/price.js';
import { wholeInUsd } from '../../rulebook/rules/value.js';
import { mayPose } from '../../rulebook/warnings/look-alike-names.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Seals } from '../../vault/contract/seals.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { AddressBook } from '../contacts/address-book.js';
import { balanceChanges } from '../drafts/balance-changes.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import { payeeOfRow } from './payee.entity.js';
import type { Simulation } from './simulation.js';
import type { Transaction } from './transaction.entity.js';

export type Renewed = { facts: TransactionFacts; prices: Prices; verdict: Verdict; simulation: Simulation | null };

/** What a person is shown beside the decoded operations. Stored with the transaction, so that it stays as it was. */
export class ProposalViewService {
  constructor(
    private readonly networks: StellarNetworks,
    private readonly book: AddressBook,
    private readonly seals: Seals,
    private readonly readings: IntentReadings,
  ) {}

  outflows(outflows: Outflow[], prices: Prices): StoredOutflow[] {
    return outflows.map(({ asset, amount, fee, reserve }) => {
      const price = prices.get(asset);
      return {
        asset,
        amount: fromStroops(amount),
        fee: fromStroops(fee),
        ...(reserve !== undefined && { reserve: fromStroops(reserve) }),
        valueUsd: price ? fromStroops(worth(amount, price.usd)) : null,
        price: price ? { ...price, usd: fromStroops(price.usd), at: price.at.toISOString() } : null,
      };
    });
  }

  async recipients(
    em: EntityManager,
    { userId, network }: Account,
    { destinations, memoKey: memo }: Pick<Decoded, 'destinations' | 'memoKey'>,
    labels: Map<string, Label>,
  ): Promise<StoredRecipient[]> {
    const gateway = this.networks.get(network);
    return Promise.all(
      destinations.map(async (address) => ({
        address,
        label: labels.get(address)?.label ?? null,
        labelSource: labels.get(address)?.labelSource ?? null,
        firstPayment: (await payeeOfRow(em, this.seals, { userId, network, address, memo })) === null,
        lookalikeOf: labels.get(address)?.label ? null : await this.book.lookalikeOf(em, userId, network, address),
        ...(await this.lookalikeName(em, { userId, network }, address, labels)),
        exists: (await gateway.loadAccount(baseAddress(address))) !== null,
      })),
    );
  }

  private async lookalikeName(
    em: EntityManager,
    { userId, network }: Pick<Account, 'userId' | 'network'>,
    address: string,
    labels: Map<string, Label>,
  ): Promise<{ lookalikeName?: string }> {
    const name = labels.get(address)?.label;
    if (!name || !mayPose(name)) return {};
    const lookalikeName = await this.book.lookalikeNameOf(em, userId, network, address);
    return lookalikeName === null ? {} : { lookalikeName };
  }

  /** What the approval would show of the network's answer now. */
  async simulate(
    { address, network }: Account,
    intent: string,
    { destinations }: TransactionFacts,
  ): Promise<Simulation> {
    const gateway = this.networks.get(network);
    const ledger = await gateway.loadAccount(address);
    const addresses = destinations.map((destination) => destination.address);
    const exist = await Promise.all(addresses.map((one) => gateway.loadAccount(baseAddress(one))));
    const existing = addresses.filter((_, index) => exist[index]);
    return { balanceChanges: balanceChanges(ledger, this.readings.of(intent, network)), existing };
  }

  /** Puts a transaction as it stands now in the place of what was shown before. */
  renew(transaction: Transaction, { facts, prices, verdict, simulation }: Renewed): void {
    Object.assign(transaction, {
      verdict,
      outflows: this.outflows(facts.outflows, prices),
      valueUsd: wholeInUsd({ facts, prices }),
      pricedAt: new Date(),
      updatedAt: new Date(),
      rev: transaction.rev + 1,
    });
    if (!simulation) return;
    transaction.balanceChanges = simulation.balanceChanges;
    const exists = (address: string): boolean => simulation.existing.includes(address);
    transaction.recipients = transaction.recipients.map((one) => ({ ...one, exists: exists(one.address) }));
  }
}
