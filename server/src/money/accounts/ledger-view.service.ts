import type { EntityManager } from '@mikro-orm/core';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode, assetIssuer, NATIVE } from '../../kernel/assets.js';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import type { Network } from '../../kernel/networks.js';
import { type PageArgs, pageSize } from '../../platform/graphql/connection.js';
import { controlOf, warningsOf } from '../../stellar/control.js';
import type { LedgerAccount, LedgerActivity } from '../../stellar/gateway.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { AddressBook } from '../contacts/address-book.js';
import type { RecipientType } from '../contacts/recipient.type.js';
import type { AccountControlType, BalanceType } from './account.type.js';
import type { ActivityConnection, ActivityType } from './activity.type.js';
import type { NetworkStatus } from './network-status.type.js';
import type { Account } from './records/account.entity.js';
import { ownKeyOf } from './records/own-key.js';

/** The most that a transaction of the account may offer the network, in stroops; the policy stands above this folder. */
export type FeeLimit = (account: Account) => Promise<bigint>;
type Holding = { asset: string; spendable: bigint };

const FEE_MIN = 100n;

/** What the ledger says of an account and of itself. A network that does not answer is an error, never a zero. */
export class LedgerViewService {
  private readonly running = new WeakMap<Account, Promise<LedgerAccount | null>>();

  constructor(
    private readonly networks: StellarNetworks,
    private readonly book: AddressBook,
    private readonly feeLimit: FeeLimit,
  ) {}

  /** Fields of one account that are resolved at the same time share one question to the network. */
  async balances(account: Account): Promise<BalanceType[]> {
    const [ledger, fee] = await Promise.all([this.ledgerAccount(account), this.feeLimit(account)]);
    return balancesOf(account.network, ledger, fee);
  }

  async control(em: EntityManager, account: Account): Promise<AccountControlType | null> {
    const ledger = await this.ledgerAccount(account);
    return ledger && toControl(ledger, await ownKeyOf(em, account));
  }

  async activity(em: EntityManager, account: Account, { first, after }: PageArgs): Promise<ActivityConnection> {
    const page = { limit: pageSize(first), cursor: after ? readCursor(after) : undefined };
    const { items, cursor, hasNextPage } = await this.networks.get(account.network).activity(account.address, page);
    const recipients = await this.recipients(em, account, items);
    const nodes = items.map((item) => toActivity(item, recipients));
    const edges = nodes.map((node) => ({ cursor: node.id, node }));
    const startCursor = edges[0]?.cursor ?? null;
    return { edges, nodes, pageInfo: { hasNextPage, hasPreviousPage: Boolean(after), startCursor, endCursor: cursor } };
  }

  /** Never throws for a network that is down: saying so is what it is asked for. */
  async status(network: Network): Promise<NetworkStatus> {
    const gateway = this.networks.get(network);
    try {
      const [ledger, fees] = await Promise.all([gateway.latestLedger(), gateway.feeStats()]);
      return {
        network,
        reachable: true,
        ledger: ledger.sequence,
        closedAt: ledger.closedAt,
        protocol: ledger.protocol,
        baseFee: fromStroops(ledger.baseFee),
        feeP50: fromStroops(fees.p50),
        feeP95: fromStroops(fees.p95),
        message: `The ${gateway.definition.name} is at ledger ${ledger.sequence}.`,
      };
    } catch (error) {
      if (!(error instanceof DomainError && error.code === ErrorCode.NETWORK_ERROR)) throw error;
      return { ...NOTHING, network, message: error.message };
    }
  }

  private ledgerAccount(account: Account): Promise<LedgerAccount | null> {
    const running = this.running.get(account);
    if (running) return running;
    const asked = this.networks.get(account.network).loadAccount(account.address);
    const ends = asked.finally(() => this.running.delete(account));
    this.running.set(account, ends);
    return ends;
  }

  private async recipients(
    em: EntityManager,
    { userId, network }: Account,
    items: LedgerActivity[],
  ): Promise<Map<string, RecipientType>> {
    const addresses = [...new Set(items.flatMap(({ counterparty }) => counterparty ?? []))];
    const labels = await this.book.labelsFor(em, userId, network, addresses);
    const twins = await this.book.lookalikesOf(em, userId, network, addresses);
    const known = { firstPayment: false, exists: true };
    return new Map(
      addresses.map((address, index) => [
        address,
        { address, ...labels.get(address)!, lookalikeOf: twins[index] ?? null, ...known },
      ]),
    );
  }
}

/** A fee may be raised up to the limit, so that much stays; without XLM for the least fee nothing can be sent at all. */
const leavingRoom = <T extends Holding>(balances: T[], fee: bigint): T[] => {
  const xlm = balances.find(({ asset }) => asset === NATIVE)?.spendable ?? 0n;
  const room = (spendable: bigint): bigint => (spendable > fee ? spendable - fee : 0n);
  return balances.map((one) =>
    one.asset === NATIVE
      ? { ...one, spendable: room(one.spendable) }
      : { ...one, spendable: xlm < FEE_MIN ? 0n : one.spendable },
  );
};

const NOTHING = {
  reachable: false,
  ledger: null,
  closedAt: null,
  protocol: null,
  baseFee: null,
  feeP50: null,
  feeP95: null,
};

const balancesOf = (network: Network, account: LedgerAccount | null, fee: bigint): BalanceType[] => {
  const balances = account?.balances ?? [{ asset: NATIVE, amount: 0n, spendable: 0n }];
  return leavingRoom(balances, fee).map(({ asset, amount, spendable }) => ({
    network,
    asset,
    code: assetCode(asset),
    issuer: assetIssuer(asset),
    amount: fromStroops(amount),
    spendable: fromStroops(spendable),
  }));
};

const toControl = (ledger: LedgerAccount, ownKey: string): AccountControlType => {
  const control = controlOf(ledger, ownKey);
  const ours = { key: ownKey, type: 'ed25519_public_key', weight: control.ownWeight, ours: true };
  return {
    signers: [ours, ...control.others.map((signer) => ({ ...signer, ours: false }))],
    ...control.thresholds,
    warnings: warningsOf(control),
  };
};

const toActivity = (item: LedgerActivity, recipients: Map<string, RecipientType>): ActivityType => ({
  ...item,
  amount: item.amount === null ? null : fromStroops(item.amount),
  counterparty: item.counterparty === null ? null : (recipients.get(item.counterparty) ?? null),
});

const readCursor = (after: string): string => {
  if (/^\d{1,19}$/.test(after)) return after;
  throw badInput('`after` must be a cursor from an earlier page.');
};
