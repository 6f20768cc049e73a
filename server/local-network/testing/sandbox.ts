// A running local network with the plain SDK in front of it, for tests: who asks is a client like any other.
import {
  Asset,
  BASE_FEE,
  Horizon,
  Keypair,
  Operation,
  type Transaction,
  TransactionBuilder,
  TransactionFailedError,
  type xdr,
} from '@stellar/stellar-sdk';
import type { ResultCodes } from '../horizon/result-codes.js';
import type { LocalAssetCode } from '../ledger/assets.js';
import { type LocalNetwork, type LocalNetworkOptions, startLocalNetwork } from '../local-network.js';

type BuilderOptions = Partial<ConstructorParameters<typeof TransactionBuilder>[1]>;
export type HttpAnswer = { status: number; contentType: string | null; body: Record<string, never> };

export class Sandbox {
  readonly server: Horizon.Server;

  private constructor(readonly network: LocalNetwork) {
    this.server = new Horizon.Server(network.url, { allowHttp: true });
  }

  static async start(options: Partial<LocalNetworkOptions> = {}): Promise<Sandbox> {
    return new Sandbox(await startLocalNetwork({ port: 0, closeAfterMs: 5, ...options }));
  }

  close(): Promise<void> {
    return this.network.close();
  }

  asset(code: LocalAssetCode = 'USDC'): Asset {
    return new Asset(code, this.network.issuerOf(code));
  }

  /** A new account with 10,000 XLM. */
  async funded(): Promise<Keypair> {
    const keypair = Keypair.random();
    await this.server.friendbot(keypair.publicKey()).call();
    return keypair;
  }

  /** A new account with 10,000 XLM and 10,000 of the asset. */
  async holder(code: LocalAssetCode = 'USDC'): Promise<Keypair> {
    const keypair = await this.funded();
    await this.send(keypair, Operation.changeTrust({ asset: this.asset(code) }));
    await this.http(`/friendbot?addr=${keypair.publicKey()}&asset=${code}`);
    return keypair;
  }

  /** A new account with exactly this much XLM. */
  async accountWith(startingBalance: string, payer?: Keypair): Promise<Keypair> {
    const keypair = Keypair.random();
    const source = payer ?? (await this.funded());
    await this.send(source, Operation.createAccount({ destination: keypair.publicKey(), startingBalance }));
    return keypair;
  }

  async build(source: Keypair, operations: xdr.Operation[], options: BuilderOptions = {}): Promise<Transaction> {
    const account = await this.server.loadAccount(source.publicKey());
    const defaults = { fee: String(Number(BASE_FEE) * operations.length), networkPassphrase: this.network.passphrase };
    const builder = new TransactionBuilder(account, { ...defaults, ...options });
    for (const operation of operations) builder.addOperation(operation);
    if (!options.timebounds) builder.setTimeout(60);
    return builder.build();
  }

  async signed(source: Keypair, operations: xdr.Operation[], options: BuilderOptions = {}): Promise<Transaction> {
    const transaction = await this.build(source, operations, options);
    transaction.sign(source);
    return transaction;
  }

  async send(source: Keypair, ...operations: xdr.Operation[]) {
    return this.server.submitTransaction(await this.signed(source, operations));
  }

  /** The result codes of a transaction that must not succeed. */
  async refusal(transaction: Parameters<Horizon.Server['submitTransaction']>[0]): Promise<ResultCodes> {
    const error = await this.server.submitTransaction(transaction).then(
      () => new Error('The transaction succeeded.'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof TransactionFailedError)) throw error;
    return (error.getResponse().data as { extras: { result_codes: ResultCodes } }).extras.result_codes;
  }

  async codes(source: Keypair, ...operations: xdr.Operation[]) {
    return this.refusal(await this.signed(source, operations));
  }

  async balance(account: Keypair | string, code = 'XLM'): Promise<string | undefined> {
    const id = typeof account === 'string' ? account : account.publicKey();
    const { balances } = await this.server.loadAccount(id);
    const line = balances.find((each) => ('asset_code' in each ? each.asset_code : 'XLM') === code);
    return line?.balance;
  }

  async sequence(account: Keypair): Promise<bigint> {
    return BigInt((await this.server.loadAccount(account.publicKey())).sequence);
  }

  async latestLedger(): Promise<number> {
    return (await this.server.root()).history_latest_ledger;
  }

  async http(path: string, init?: RequestInit): Promise<HttpAnswer> {
    const response = await fetch(`${this.network.url}${path}`, init);
    const body = (await response.json()) as Record<string, never>;
    return { status: response.status, contentType: response.headers.get('content-type'), body };
  }

  post(path: string, fields: Record<string, string>): Promise<HttpAnswer> {
    return this.http(path, { method: 'POST', body: new URLSearchParams(fields) });
  }
}

export function payment(to: Keypair | string, amount: string, asset: Asset = Asset.native(), source?: string) {
  const destination = typeof to === 'string' ? to : to.publicKey();
  return Operation.payment({ destination, asset, amount, ...(source && { source }) });
}
