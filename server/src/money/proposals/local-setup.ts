import { setTimeout as wait } from 'node:timers/promises';
import { personActor } from '../../kernel/actor.js';
import { assetCode, knownCodes } from '../../kernel/assets.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { TransactionStatus } from '../../rulebook/life.js';
import type { LedgerAccount } from '../../stellar/gateway.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { TransactionService } from './transaction.service.js';

/** As long as the envelope may apply, and a little more: until then nobody knows that there will be no trustline. */
const PATIENCE_MS = 2 * MINUTE_MS;
const SHOWN_ATTEMPTS = 20;
const SHOWN_PAUSE_MS = 500;

/** Gives a new account of the local network its test assets: trustlines through the normal door, then friendbot. */
export class LocalSetup {
  constructor(
    private readonly networks: StellarNetworks,
    private readonly transactions: TransactionService,
  ) {}

  async prepare(account: Account): Promise<void> {
    if (account.network !== 'LOCAL') return;
    const ledger = await this.shown(account);
    const held = new Set(ledger?.balances.filter(({ amount }) => amount > 0n).map(({ asset }) => assetCode(asset)));
    const trusted = new Set(ledger?.balances.map(({ asset }) => assetCode(asset)));
    for (const code of knownCodes('LOCAL').filter((known) => !held.has(known))) {
      if (!trusted.has(code)) await this.trust(account, code);
      await this.networks.get('LOCAL').fund(account.address, code);
    }
  }

  // Friendbot may have been answered by another node than the one that is asked now.
  private async shown({ address }: Account): Promise<LedgerAccount | null> {
    for (let left = SHOWN_ATTEMPTS; left > 0; left -= 1, await wait(SHOWN_PAUSE_MS)) {
      const ledger = await this.networks.get('LOCAL').loadAccount(address);
      if (ledger) return ledger;
    }
    return null;
  }

  private async trust(account: Account, code: string): Promise<void> {
    const input = { accountId: account.id, asset: code, reason: `To hold test ${code}.` };
    const proposed = await this.transactions.proposeTrustline(personActor(account.userId), input);
    const { status } = await this.transactions.settled(proposed, PATIENCE_MS);
    if (status !== TransactionStatus.CONFIRMED) throw new Error(`The trustline for ${code} is ${status}.`);
  }
}
