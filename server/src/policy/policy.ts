import type { NetworkName } from '../config.js';
import type { ErrorCode } from '../errors.js';
import type { ActorKind } from '../graphql/context.js';

export type Decision = 'ALLOW' | 'ASK' | 'REFUSE';

/** Caps of one asset in stroops; null means no cap is set. */
export type AssetCap = {
  asset: string;
  network: NetworkName;
  perTransaction: bigint | null;
  perDay: bigint | null;
  overPerTransaction: Exclude<Decision, 'ALLOW'>;
};

/** What a policy says, all money in 1/10,000,000 of its unit. */
export type PolicyRules = { version: number; caps: AssetCap[]; askAboveUsd: bigint; newDestinationAskAboveUsd: bigint };

/** `amount` is the worst case, network fee included where the asset is XLM; `fee` tells how much of it is fee. */
export type Outflow = { asset: string; amount: bigint; fee: bigint };
export type Usd = { usd: bigint; source: string; at: Date; demo: boolean };
export type DestinationFact = { address: string; inContacts: boolean; paidBefore: boolean; typedByPerson: boolean };

/** All that the rules look at, read from the decoded transaction and the ledger, never from the caller's words. */
export type TransactionFacts = {
  network: NetworkName;
  actor: ActorKind;
  outflows: Outflow[];
  destinations: DestinationFact[];
  /** Assets for which a trustline is opened and whose issuer is not well known. */
  unknownTrusts: string[];
  /** Kinds of operations that change who controls the account, or that nobody has sized. */
  controlChanges: string[];
  unsized: string[];
  userFrozen: boolean;
  accountFrozen: boolean;
};

/** What has been spent and is reserved in the rolling 24 hours, by asset. */
export type Usage = ReadonlyMap<string, bigint>;
export type Prices = ReadonlyMap<string, Usd | null>;
export type RuleInput = { facts: TransactionFacts; policy: PolicyRules; usage: Usage; prices: Prices };

export type RuleResult = {
  rule: string;
  decision: Decision;
  matched: boolean;
  threshold: string | null;
  observed: string | null;
  code: ErrorCode | null;
  message: string;
};
export type Verdict = { decision: Decision; rules: RuleResult[]; policyVersion: number };
