import type { ActionFacts } from '../../identity/consent/action-facts.js';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode } from '../../kernel/assets.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { type Usd, worth } from '../../rulebook/facts/price.js';
import type { LedgerAccount, LedgerBalance } from '../../stellar/gateway.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { PriceService } from './price.service.js';

type Held = LedgerBalance & { usd: bigint | null };
type Found = { address: string; holds: string; held: Held[] | null };

/** What accounts hold and what that is worth, for whoever is about to put them away. */
export class Holdings {
  constructor(
    private readonly networks: Pick<StellarNetworks, 'get'>,
    private readonly prices: Pick<PriceService, 'price'>,
  ) {}

  /** `what` is done to all of them; a network that does not answer is said to be unknown, and never nothing. */
  async facts(what: string, accounts: Account[]): Promise<ActionFacts> {
    const found = await Promise.all(accounts.map((account) => this.find(account)));
    const shows = found.map(({ address, holds }) => `${address} ${holds}`).join('; ');
    return { shows: accounts.length === 0 ? what : `${what} ${shows}`, worth: worthOf(found) };
  }

  private async find({ address, network }: Account): Promise<Found> {
    try {
      const ledger = await this.networks.get(network).loadAccount(address);
      const some = ledger?.balances.filter(({ amount }) => amount > 0n) ?? [];
      const held = await Promise.all(
        some.map(async (one) => ({ ...one, usd: valued(one, await this.prices.price(one.asset, network)) })),
      );
      return { address, holds: `on ${network} holding ${listOf(ledger)}`, held };
    } catch (error) {
      if (!(error instanceof DomainError && error.code === ErrorCode.NETWORK_ERROR)) throw error;
      return { address, holds: `on ${network} holding unknown amounts: the network did not answer`, held: null };
    }
  }
}

const valued = ({ amount }: LedgerBalance, price: Usd | null): bigint | null => price && worth(amount, price.usd);

const listOf = (ledger: LedgerAccount | null): string => {
  if (!ledger) return 'nothing: it is not on the ledger';
  const lines = ledger.balances.filter(({ amount }) => amount > 0n);
  const amounts = lines.map(({ asset, amount }) => `${fromStroops(amount)} ${asset}`);
  // Shares of pools, offers, data and signers are entries too; what they are worth nobody works out here.
  const others = ledger.subentryCount - (ledger.balances.length - 1);
  const rest = others > 0 ? [`${others} other entries on the ledger, such as offers or shares of pools`] : [];
  return [...amounts, ...rest].join(' and ') || 'nothing';
};

const worthOf = (found: Found[]): string => {
  const known = found.flatMap(({ held }) => held ?? []);
  const sum = known.reduce((total, { usd }) => total + (usd ?? 0n), 0n);
  const unpriced = [...new Set(known.flatMap(({ asset, usd }) => (usd === null ? [assetCode(asset)] : [])))];
  if (found.some(({ held }) => held === null)) return 'unknown';
  return `about ${fromStroops(sum)} USD${unpriced.length > 0 ? `, and what has no price here: ${unpriced.join(', ')}` : ''}`;
};
