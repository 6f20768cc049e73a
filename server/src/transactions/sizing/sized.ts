import type { OperationRecord, xdr } from '@stellar/stellar-sdk/base';
import type { NetworkName } from '../../config.js';
import type { DecodedField } from '../decoded.js';

/** What one operation can cost, whom it pays, and how it reads. */
export type Sized = {
  name: string;
  intent: string;
  fields: DecodedField[];
  /** The most that can leave, for each asset; the network fee is counted once for the whole transaction. */
  outflows: { asset: string; amount: bigint }[];
  /** Accounts that receive, this one excepted. */
  destinations: string[];
  unknownTrust: string | null;
  changesControl: boolean;
  /** What it can cost is not known. */
  unsized: boolean;
  /** Not even what it is can be told. */
  unreadable: boolean;
};

/** Assets of liquidity pools by pool id in hex, as far as they are known. */
export type Pools = ReadonlyMap<string, readonly [string, string]>;

export type SizingContext = {
  /** Whose money is counted: the source of the transaction. */
  account: string;
  network: NetworkName;
  passphrase: string;
  /** Names an address for people. */
  labels: (address: string) => string;
  pools: Pools;
};

/** How operations of one type are sized. `body` has the exact numbers where the SDK rounds them. */
export type Row<T extends OperationRecord['type']> = (
  operation: Extract<OperationRecord, { type: T }>,
  context: SizingContext,
  body: xdr.OperationBody,
) => Partial<Sized> & Pick<Sized, 'name' | 'intent' | 'fields'>;

/** A row for each type there is: a type that the SDK learns and this program does not fails to compile. */
export type SizingTable = { readonly [T in OperationRecord['type']]: Row<T> };
/** Some of the rows. */
export type Rows<T extends OperationRecord['type']> = Pick<SizingTable, T>;
