import { Horizon, NotFoundError, TransactionBuilder } from '@stellar/stellar-sdk';
import { toSdkAsset } from '../../kernel/assets.js';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import type { NetworkDefinition } from '../../kernel/networks.js';
import type {
  ActivityPage,
  FeeStats,
  FoundTransaction,
  LatestLedger,
  LedgerAccount,
  NumberReading,
  OrderBook,
  StellarGateway,
  SubmitResult,
  Taker,
} from '../gateway.js';
import { acceptedOutcome, refusedOutcome } from '../results/submit-outcome.js';
import { readFeeStats } from './fee-stats.js';
import { readAccount } from './horizon-account.js';
import { concerns, type OperationJson, readActivity } from './horizon-activity.js';
import { ledgerOf, numberOf, TakerSearch } from './horizon-number.js';
import { readOrderBook } from './horizon-order-book.js';
import { readTransaction } from './horizon-transaction.js';
import { bePatient, HostAsksToWait, secondsToWait } from './host-patience.js';

export type Timeouts = { readMs: number; submitMs: number; fundMs: number };

// Horizon gives up waiting for a ledger after 30 seconds; a submission gets a little longer to hear that.
const DEFAULT_TIMEOUTS: Timeouts = { readMs: 10_000, submitMs: 40_000, fundMs: 40_000 };
const RESPONSE_BYTES_MAX = 4 * 1024 * 1024;
/** Horizon's most for one page; and pages enough for more than anybody's account sees in minutes. */
const PAGE_MAX = 200;
const PAGES_MAX = 5;
const ALREADY_FUNDED = /already funded|already_?exists?/i;

/** A 404 counts only in Horizon's own words: a proxy's 404 must not make an account or a transaction look absent. */
const isMissing = (error: unknown): boolean => {
  const { response } = (error ?? {}) as { response?: { status?: unknown; type?: unknown; data?: { type?: unknown } } };
  if (error instanceof NotFoundError) return isNotFound({ data: response });
  return response?.status === 404 && isNotFound(response);
};

const isNotFound = ({ data }: { data?: { type?: unknown } | undefined }): boolean =>
  String(data?.type).endsWith('/not_found');

/** A Stellar network reached through Horizon. */
export class HorizonGateway implements StellarGateway {
  private readonly server: Horizon.Server;
  private readonly timeouts: Timeouts;

  constructor(
    readonly definition: NetworkDefinition,
    timeouts: Partial<Timeouts> = {},
  ) {
    this.timeouts = { ...DEFAULT_TIMEOUTS, ...timeouts };
    this.server = new Horizon.Server(definition.horizonUrl, { allowHttp: definition.network === 'LOCAL' });
    // The SDK's limits on size and redirects also make its timeout cover the body and not only the headers.
    const limits = { timeout: this.timeouts.readMs, maxRedirects: 0, maxContentLength: RESPONSE_BYTES_MAX };
    Object.assign(this.server.httpClient.defaults, limits);
    bePatient(this.server.httpClient);
  }

  loadAccount(address: string): Promise<LedgerAccount | null> {
    return this.read(async () => readAccount(await this.server.loadAccount(address)), null);
  }

  async submit(envelopeXdr: string): Promise<SubmitResult> {
    const hash = this.hashOf(envelopeXdr);
    if (hash === null) return { kind: 'FAILED', resultCodes: ['tx_malformed'] };
    const result = await this.post(envelopeXdr, hash);
    return result.kind === 'FAILED' ? this.confirmFailure(result, hash) : result;
  }

  findTransaction(hash: string): Promise<FoundTransaction | null> {
    return this.read(
      async () => readTransaction(await this.server.transactions().transaction(hash).call(), hash),
      null,
    );
  }

  latestLedger(): Promise<LatestLedger> {
    return this.read(async () => {
      const [ledger] = (await this.server.ledgers().order('desc').limit(1).call()).records;
      return {
        sequence: ledger!.sequence,
        closedAt: new Date(ledger!.closed_at),
        protocol: ledger!.protocol_version,
        baseFee: BigInt(ledger!.base_fee_in_stroops),
      };
    });
  }

  async numberAt(address: string): Promise<NumberReading> {
    const { sequence, ledger } = await this.read(() => this.askNumber(address));
    return { sequence, asOf: ledger === null ? null : { ledger, closedAt: await this.closeTimeOf(ledger) } };
  }

  takerOf(address: string, sequence: bigint): Promise<Taker | null> {
    return this.read(async () => {
      const search = new TakerSearch(address, sequence);
      const query = this.server.transactions().forAccount(address).order('desc').limit(PAGE_MAX).includeFailed(true);
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const { records } = await query.call();
        const answer = search.read(records, records.length < PAGE_MAX);
        if (answer !== undefined) return answer;
        query.cursor(records.at(-1)!.paging_token);
      }
      return null;
    }, null);
  }

  feeStats(): Promise<FeeStats> {
    return this.read(async () => readFeeStats(await this.server.feeStats()));
  }

  activity(address: string, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<ActivityPage> {
    return this.read(
      async () => {
        const query = this.server
          .operations()
          .forAccount(address)
          .order('desc')
          .limit(limit + 1);
        if (cursor !== undefined) query.cursor(cursor);
        const { records } = await query.includeFailed(true).join('transactions').call();
        const page = records.slice(0, limit) as unknown as OperationJson[];
        const items = page.filter((o) => concerns(o, address)).map((o) => readActivity(o, address));
        return { items, cursor: page.at(-1)?.id ?? null, hasNextPage: records.length > limit };
      },
      { items: [], cursor: null, hasNextPage: false },
    );
  }

  orderBook(base: string, counter: string, limit: number): Promise<OrderBook> {
    return this.read(async () =>
      readOrderBook(await this.server.orderbook(toSdkAsset(base), toSdkAsset(counter)).limit(limit).call()),
    );
  }

  async fund(address: string, asset?: string): Promise<void> {
    const { friendbotUrl, name, network } = this.definition;
    if (!friendbotUrl) throw badInput(`There is no test money on the ${name}.`);
    if (asset !== undefined && network !== 'LOCAL') throw badInput(`Friendbot of the ${name} gives XLM only.`);
    const query = new URLSearchParams({ addr: address, ...(asset !== undefined && { asset }) });
    try {
      await this.server.httpClient.get(`${friendbotUrl}?${query}`, { timeout: this.timeouts.fundMs });
    } catch (error) {
      const { status, data } = (error as { response?: { status?: number; data?: unknown } }).response ?? {};
      if (status === 400 && ALREADY_FUNDED.test(JSON.stringify(data))) return;
      throw this.unreachable(error);
    }
  }

  private async askNumber(address: string): Promise<{ sequence: bigint | null; ledger: number | null }> {
    const url = `${this.definition.horizonUrl}/accounts/${address}`;
    try {
      const answer = await this.server.httpClient.get(url);
      return { sequence: numberOf(answer, address), ledger: ledgerOf(answer) };
    } catch (error) {
      const { response } = error as { response?: { status: number; headers: unknown; data?: { type?: unknown } } };
      if (response?.status !== 404 || !isNotFound(response)) throw error;
      return { sequence: null, ledger: ledgerOf(response) };
    }
  }

  // The time of a closed ledger is the same at every node that has it; one that has not got it yet says nothing of it.
  private closeTimeOf(ledger: number): Promise<Date | null> {
    return this.read(async () => {
      const { data } = await this.server.httpClient.get(`${this.definition.horizonUrl}/ledgers/${ledger}`);
      const { sequence, closed_at } = data as { sequence?: unknown; closed_at?: unknown };
      const closedAt = new Date(String(closed_at));
      if (sequence !== ledger || Number.isNaN(closedAt.getTime()))
        throw new Error('The answer is not about this ledger.');
      return closedAt;
    }, null);
  }

  private async post(envelopeXdr: string, hash: string): Promise<SubmitResult> {
    try {
      const body = new URLSearchParams({ tx: envelopeXdr });
      const options = { timeout: this.timeouts.submitMs };
      const { data } = await this.server.httpClient.post(`${this.definition.horizonUrl}/transactions`, body, options);
      return acceptedOutcome(data, hash);
    } catch (error) {
      if (error instanceof HostAsksToWait) return { kind: 'TRY_AGAIN' };
      return refusedOutcome(error);
    }
  }

  // A ledger may hold the transaction in spite of the refusal: sent twice, the second answer can be tx_bad_seq.
  private async confirmFailure(failed: SubmitResult, hash: string): Promise<SubmitResult> {
    const found = await this.findTransaction(hash).catch(() => null);
    if (!found) return failed;
    const { successful, resultCodes, ...rest } = found;
    return successful
      ? { kind: 'CONFIRMED', hash, ...rest }
      : { kind: 'FAILED', resultCodes, feeCharged: rest.feeCharged };
  }

  private hashOf(envelopeXdr: string): string | null {
    try {
      const transaction = TransactionBuilder.fromXdr(envelopeXdr, this.definition.passphrase);
      return Buffer.from(transaction.hash()).toString('hex');
    } catch {
      return null; // No envelope at all; there is nothing to send.
    }
  }

  /** `missing` is the answer where Horizon says that the thing asked for does not exist. */
  private async read<T>(work: () => Promise<T>, ...missing: [] | [T]): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (missing.length === 1 && isMissing(error)) return missing[0];
      throw this.unreachable(error);
    }
  }

  private unreachable(cause: unknown): DomainError {
    const { name, network } = this.definition;
    const seconds = secondsToWait(this.definition.horizonUrl);
    const message =
      seconds > 0
        ? `The ${name} asked to be left alone. Try again in ${seconds} seconds.`
        : `The ${name} did not answer as it should. Try again in a moment.`;
    const error = new DomainError(ErrorCode.NETWORK_ERROR, message, { network }, seconds || undefined);
    // The cause is for whoever debugs; callers of the API get the sentence alone.
    return Object.assign(error, { cause });
  }
}
