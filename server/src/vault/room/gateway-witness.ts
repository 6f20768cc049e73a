import type { NetworkName } from '../../kernel/config.js';
import { askFate, type SentEnvelope } from '../../stellar/fate.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { LedgerWitness, SeenPayment } from './judgement/ledger-witness.js';

/** Horizon gives 200 at most, and the gateway asks for one more to know whether there is a next page. */
const PAGE = 199;
/** More than anybody pays in a day through this server, whose caps and clocks allow about one a second at most. */
const PAGES_MAX = 50;

/** The ledger as the vault asks it, through Horizon. */
export class GatewayWitness implements LedgerWitness {
  constructor(private readonly networks: StellarNetworks) {}

  find(network: string, hash: string) {
    return this.networks.get(network as NetworkName).findTransaction(hash);
  }

  fate(network: string, sent: SentEnvelope) {
    return askFate(this.networks.get(network as NetworkName), sent);
  }

  async closedAt(network: string): Promise<Date> {
    return (await this.networks.get(network as NetworkName).latestLedger()).closedAt;
  }

  control(network: string, address: string) {
    return this.networks.get(network as NetworkName).loadAccount(address);
  }

  async sentSince(network: string, address: string, since: Date): Promise<SeenPayment[]> {
    const gateway = this.networks.get(network as NetworkName);
    const payments: SeenPayment[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { items, hasNextPage, cursor: next } = await gateway.activity(address, { cursor, limit: PAGE });
      const recent = items.filter(({ at }) => at > since);
      for (const { kind, successful, asset, amount, transactionHash: hash, at } of recent)
        if (kind === 'SENT' && successful && asset !== null && amount !== null)
          payments.push({ hash, at, asset, amount });
      if (!hasNextPage || next === null || recent.length < items.length) return payments;
      cursor = next;
    }
    return payments;
  }
}
