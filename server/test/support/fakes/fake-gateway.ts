import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { toStroops } from '../../../src/kernel/amount.js';
import { badInput, DomainError, ErrorCode } from '../../../src/kernel/errors.js';
import { type Network, type NetworkDefinition, networkDefinition } from '../../../src/kernel/networks.js';
import type {
  ActivityPage,
  FeeStats,
  FoundTransaction,
  LatestLedger,
  LedgerAccount,
  LedgerActivity,
  NumberReading,
  OrderBook,
  StellarGateway,
  SubmitResult,
  Taker,
} from '../../../src/stellar/gateway.js';

const FEE = 100n;

/**
 * A Stellar network with memory, for faults the local network never has. It includes what it is sent and moves sequence
 * numbers on, but moves no money. Change its public fields to break it.
 */
export class FakeGateway implements StellarGateway {
  readonly definition: NetworkDefinition;
  readonly accounts = new Map<string, LedgerAccount>();
  readonly transactions = new Map<string, FoundTransaction>();
  /** By `address number`. */
  readonly takers = new Map<string, Taker>();
  readonly activities = new Map<string, LedgerActivity[]>();
  /** Every envelope, in the order it was sent, repeats as well. */
  readonly submitted: string[] = [];
  readonly funded: { address: string; asset?: string }[] = [];
  /** Reads throw NETWORK_ERROR and submissions are UNKNOWN. */
  down = false;
  ledger = 100;
  closedAt = new Date();
  fees: FeeStats = { p50: FEE, p95: 2n * FEE, suggested: 2n * FEE };
  /** Answers the next submissions, first come first served; afterwards everything is included. */
  readonly answers: ((envelopeXdr: string) => SubmitResult | Promise<SubmitResult>)[] = [];

  constructor(network: Network = 'LOCAL') {
    this.definition = networkDefinition(network, 'http://127.0.0.1:1');
  }

  /** Puts an account on the ledger. */
  open(address: string, xlm = '10000', change: Partial<LedgerAccount> = {}): LedgerAccount {
    const amount = toStroops(xlm);
    const reserve = toStroops('1');
    const balance = {
      asset: 'XLM',
      amount,
      spendable: amount > reserve ? amount - reserve : 0n,
      sellingLiabilities: 0n,
      buyingLiabilities: 0n,
      authorized: true,
    };
    const account: LedgerAccount = {
      address,
      sequence: BigInt(this.ledger) << 32n,
      balances: [balance],
      subentryCount: 0,
      thresholds: { low: 0, medium: 0, high: 0 },
      signers: [{ key: address, weight: 1, type: 'ed25519_public_key' }],
      memoRequired: false,
      ...change,
    };
    this.accounts.set(address, account);
    return account;
  }

  /** Closes a ledger with this envelope in it, whatever the sender was told. */
  include(envelopeXdr: string, resultCodes: string[] = ['tx_success', 'op_success']): SubmitResult {
    const { hash, innerHash, source, sequence } = this.read(envelopeXdr);
    const successful = resultCodes[0] === 'tx_success';
    const found = { ledger: this.closeLedger(), successful, feeCharged: FEE, resultCodes };
    // A fee bump is found by the hash of what is inside as well.
    this.transactions.set(hash, found).set(innerHash, found);
    this.takers.set(`${source} ${sequence}`, { hashes: [hash, innerHash], found });
    const account = this.accounts.get(source);
    if (account) account.sequence = sequence;
    return successful
      ? { kind: 'CONFIRMED', hash, ledger: found.ledger, feeCharged: FEE }
      : { kind: 'FAILED', resultCodes, feeCharged: FEE };
  }

  closeLedger(at: Date = new Date()): number {
    this.closedAt = at;
    this.ledger += 1;
    return this.ledger;
  }

  hashOf(envelopeXdr: string): string {
    return this.read(envelopeXdr).hash;
  }

  async loadAccount(address: string): Promise<LedgerAccount | null> {
    this.assertUp();
    return structuredClone(this.accounts.get(address) ?? null);
  }

  async submit(envelopeXdr: string): Promise<SubmitResult> {
    this.submitted.push(envelopeXdr);
    if (this.down) return { kind: 'UNKNOWN', message: 'The connection to the network was lost before it answered.' };
    const answer = this.answers.shift();
    if (answer) return answer(envelopeXdr);
    const { hash } = this.read(envelopeXdr);
    const found = this.transactions.get(hash);
    if (!found) return this.include(envelopeXdr);
    const { ledger, feeCharged, resultCodes } = found;
    return found.successful
      ? { kind: 'CONFIRMED', hash, ledger, feeCharged }
      : { kind: 'FAILED', resultCodes, feeCharged };
  }

  async findTransaction(hash: string): Promise<FoundTransaction | null> {
    this.assertUp();
    return this.transactions.get(hash) ?? null;
  }

  async latestLedger(): Promise<LatestLedger> {
    this.assertUp();
    return { sequence: this.ledger, closedAt: this.closedAt, protocol: 23, baseFee: FEE };
  }

  async numberAt(address: string): Promise<NumberReading> {
    this.assertUp();
    const asOf = { ledger: this.ledger, closedAt: this.closedAt };
    return { sequence: this.accounts.get(address)?.sequence ?? null, asOf };
  }

  async takerOf(address: string, sequence: bigint): Promise<Taker | null> {
    this.assertUp();
    return this.takers.get(`${address} ${sequence}`) ?? null;
  }

  async feeStats(): Promise<FeeStats> {
    this.assertUp();
    return this.fees;
  }

  async activity(
    address: string,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<ActivityPage> {
    this.assertUp();
    const all = this.activities.get(address) ?? [];
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    const items = all.slice(start, start + limit);
    return { items, cursor: items.at(-1)?.id ?? null, hasNextPage: all.length > start + limit };
  }

  /** By `base counter`; a pair that is not there has no offers. */
  readonly books = new Map<string, OrderBook>();

  async orderBook(base: string, counter: string): Promise<OrderBook> {
    this.assertUp();
    return this.books.get(`${base} ${counter}`) ?? { asks: [], bids: [] };
  }

  async fund(address: string, asset?: string): Promise<void> {
    this.assertUp();
    if (!this.definition.friendbotUrl) throw badInput('There is no test money here.');
    this.funded.push({ address, ...(asset !== undefined && { asset }) });
    if (!this.accounts.has(address)) this.open(address);
  }

  private assertUp(): void {
    if (this.down) throw new DomainError(ErrorCode.NETWORK_ERROR, 'The network did not answer. Try again in a moment.');
  }

  private read(envelopeXdr: string): { hash: string; innerHash: string; source: string; sequence: bigint } {
    const parsed = TransactionBuilder.fromXdr(envelopeXdr, this.definition.passphrase);
    const inner = 'innerTransaction' in parsed ? parsed.innerTransaction : parsed;
    const [hash, innerHash] = [parsed, inner].map((one) => Buffer.from(one.hash()).toString('hex'));
    return { hash: hash!, innerHash: innerHash!, source: inner.source, sequence: BigInt(inner.sequence) };
  }
}
