import { assetCode } from '../../kernel/assets.js';
import type { NetworkName } from '../../kernel/config.js';
import { DomainError } from '../../kernel/errors.js';
import { Recent } from '../../kernel/recent.js';
import { type Prices, readQuote, type Usd } from '../../rulebook/facts/price.js';
import type { QuotedPrice } from '../../rulebook/facts/price-quote.js';
import type { Vault } from '../../vault/contract/vault.js';

const ONE = 10_000_000n;
/** What is only shown may be so much older than its source; what is judged never is. */
const SHOWN_MS = 10_000;

/** Counts the work as a call of whoever asks for it. */
export type WithinShare = <T>(network: string, work: () => Promise<T>) => Promise<T>;

type Outflow = { asset: string; amount: bigint };
type Asked = Outflow & { side?: 'SELL' };

/** What an asset is worth in USD, as the vault says: it asks the sources, because it would believe nobody else. */
export class PriceService {
  private readonly shown: Recent<Usd | null>;

  constructor(
    private readonly vault: Pick<Vault, 'quotePrices'>,
    now: () => Date = () => new Date(),
    private readonly withinShare: WithinShare = (_network, work) => work(),
  ) {
    this.shown = new Recent(SHOWN_MS, now);
  }

  /** Of one unit, to be shown: a page with many balances asks once for each asset. */
  price(asset: string, network: NetworkName): Promise<Usd | null> {
    const ask = async (): Promise<Usd | null> =>
      readQuote((await this.ask([{ asset, amount: ONE }], network))[0]?.row?.record);
    const key = `${network} ${asset}`;
    // The share stands outside of what is remembered: that one person has used theirs up is no answer for another.
    return this.shown.known(key) ?? this.withinShare(network, () => this.shown.get(key, ask));
  }

  /** Of all that is to be spent and of what trades bring, to be judged: more of it may cost more a unit. */
  async prices(outflows: Outflow[], network: NetworkName, incoming: Outflow[] = []): Promise<Prices> {
    const asked = [...outflows, ...incoming.map((one) => ({ ...one, side: 'SELL' as const }))];
    const quoted = await this.withinShare(network, () => this.ask(asked, network));
    const of = asked.map(({ asset }, index) => ({ asset, ...quoted[index]! }));
    const [leaving, arriving] = [of.slice(0, outflows.length), of.slice(outflows.length)];
    const problems = new Map(leaving.flatMap(({ asset, problem }) => (problem ? [[asset, problem] as const] : [])));
    const rest = { incoming: byAsset(arriving), problems, quotes: of.flatMap(({ row }) => row ?? []) };
    return Object.assign(byAsset(leaving), rest);
  }

  private async ask(outflows: Asked[], network: NetworkName): Promise<QuotedPrice[]> {
    // Nothing else of what the caller holds: the vault may be another process, which is told in JSON.
    const asked = outflows.map(({ asset, amount, side }) => ({
      asset,
      amount: amount.toString(),
      ...(side && { side }),
    }));
    try {
      return await this.vault.quotePrices({ network, outflows: asked });
    } catch (error) {
      // A vault that does not answer knows no price, and without one a person is asked.
      if (!(error instanceof DomainError)) throw error;
      return outflows.map(({ asset }) => ({
        row: null,
        problem: `The vault could not be asked for the price of ${assetCode(asset)}.`,
      }));
    }
  }
}

const byAsset = (quoted: ({ asset: string } & QuotedPrice)[]): Map<string, Usd | null> =>
  new Map(quoted.map(({ asset, row }) => [asset, readQuote(row?.record)]));
