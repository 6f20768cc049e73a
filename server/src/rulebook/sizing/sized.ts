import type { OperationRecord, xdr } from '@stellar/stellar-sdk/base';
import type { Network } from '../../kernel/networks.js';
import type { DecodedField } from '../facts/decoded.js';
import type { ClaimFact } from '../facts/policy.js';

export type Amount = { asset: string; amount: bigint };

/** A deal with whoever takes the other side of it. */
type Trade = {
  /** The most that can go to them; null where nobody can tell what it is worth. */
  pays: Amount[] | null;
  /** What comes in for it at worst; null where nobody can tell that. */
  least: Amount[] | null;
  /** Every asset that it names, on its way as well. */
  assets: string[];
  /** It waits in the order book, at the price of today, until somebody takes it. */
  stays: boolean;
};

/**
 * Who can end up with what leaves: those alone whom the operation names, or whoever trades. No list of addresses knows
 * the latter, so every row has to say which it is.
 */
export type Counterparty = 'named' | { market: Trade };

/** Names an address for people. */
export type Labels = (address: string) => string;
/** What is said in names, whoever gives them. */
export type Sentence = (labels: Labels) => string;

/** What one operation can cost, whom it pays, and how it reads. */
export type Sized = {
  name: string;
  intent: string | Sentence;
  fields: DecodedField[];
  /** The most that can leave, for each asset; the network fee is counted once for the whole transaction. */
  outflows: Amount[];
  counterparty: Counterparty;
  /** What comes into this account at worst; null where nobody can tell. */
  brings: Amount[] | null;
  /** How many base reserves it can lock, or below 0 gives back: as the ledger counts entries, two for a pool share. */
  reserves: number;
  /** Accounts that receive, this one excepted. */
  destinations: string[];
  unknownTrust: string | null;
  /** Goes back to whoever issued it, and is no more. */
  burns: Amount[];
  /** Who may claim what is set aside, and when; the words are the same for people. */
  claims: ClaimFact[];
  /** All of its XLM leaves, and the account is no more. */
  drains: boolean;
  /** Why nobody may be able to use the account any more, in a sentence. */
  locksForEver: string | null;
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
  network: Network;
  passphrase: string;
  pools: Pools;
  /** The account bears reserves of others in this transaction. */
  sponsors: boolean;
};

/** What a row has to say, and what it may. */
export type RowOutcome = Partial<Sized> &
  Pick<Sized, 'name' | 'intent' | 'fields' | 'counterparty' | 'brings' | 'reserves'>;

/** How operations of one type are sized. `body` has the exact numbers where the SDK rounds them. */
export type Row<T extends OperationRecord['type']> = (
  operation: Extract<OperationRecord, { type: T }>,
  context: SizingContext,
  body: xdr.OperationBody,
) => RowOutcome;

/** A row for each type there is: a type that the SDK learns and this program does not fails to compile. */
export type SizingTable = { readonly [T in OperationRecord['type']]: Row<T> };
/** Some of the rows. */
export type Rows<T extends OperationRecord['type']> = Pick<SizingTable, T>;
