import type { ActorKind } from '../../kernel/actor.js';
import type { ErrorCode } from '../../kernel/errors.js';
import type { Network } from '../../kernel/networks.js';
import type { ClaimTimes } from './claim-times.js';
import type { Prices } from './price.js';

export type Decision = 'ALLOW' | 'ASK' | 'REFUSE';

/** Caps of one asset in stroops; null means no cap is set. */
export type AssetCap = {
  asset: string;
  network: Network;
  perTransaction: bigint | null;
  perDay: bigint | null;
  overPerTransaction: Exclude<Decision, 'ALLOW'>;
};

/** How a day of `perDay` is counted: the last 24 hours, or since midnight in UTC. */
export type CapReset = 'ROLLING' | 'CALENDAR_DAY';

/** A part of the day, in minutes after midnight UTC with `to` left out, on some days of the week (Monday is 1). */
export type HoursWindow = { days: number[]; from: number; to: number };

/** What a policy says, all money in 1/10,000,000 of its unit. A null list or number restricts nothing. */
export type PolicyRules = {
  version: number;
  caps: AssetCap[];
  askAboveUsd: bigint;
  newDestinationAskAboveUsd: bigint;
  /** The most XLM that one transaction may offer the network as its fee, whatever it holds; above it nothing is signed. */
  feeMax: bigint;
  /** How much of its worth a trade may lose unasked, in percent. */
  tradeLossPercent: number;
  /** The only addresses that may be paid, each as it is written (see lists.ts); an empty list has nobody on it. */
  allowList: string[] | null;
  denyList: string[];
  allowedHours: HoursWindow[] | null;
  /** Proposals within one hour of the agent, and of each key, directly or through the agent. */
  callsPerHour: number | null;
  reset: CapReset;
};

/** The part of a policy that somebody sets; what is absent stays as it is. */
export type RuleSet = Partial<Omit<PolicyRules, 'version'>>;

/** `amount` is the worst case, network fee included where the asset is XLM; `fee` tells how much of it is fee. */
export type Outflow = {
  asset: string;
  amount: bigint;
  fee: bigint;
  /** How much of it is only locked, as a reserve, and comes back one day; absent where nothing is. */
  reserve?: bigint;
};
/** Sentences in parts, for a rule: `Exchange has memo 1 (id)`, and `memo 2 (id)`. */
export type OtherMemo = { contacts: string[]; payment: string };
export type DestinationFact = {
  address: string;
  inContacts: boolean;
  /** A contact of less than a day, which nobody but the program or model itself named here: no passkey stood behind it. */
  newContact: boolean;
  /** A person has approved as much for it as it gets here, together with what it got unasked within 24 hours. */
  paidBefore: boolean;
  typedByPerson: boolean;
  /** Where a contact has the same account under another memo or muxed id; null for none. */
  otherMemo: OtherMemo | null;
  /** Who that is: the address, and the memo where there is one. */
  payee: string;
  /** The most that it may get; in stroops. Not stored: no rule looks at it. */
  receives: { asset: string; amount: bigint }[];
};
/** What the network may take in XLM: `bid` to be let into a ledger, `resources` for what a contract call uses up. */
export type FeeFact = { bid: bigint; resources: bigint };
/** Money that goes to whoever takes the other side: the most that leaves and the least that comes, null where nobody knows. */
export type TradeFact = {
  operation: string;
  pays: { asset: string; amount: bigint }[] | null;
  least: { asset: string; amount: bigint }[] | null;
  /** Those on its way that are not well known: whoever issues one sets its price. */
  unknownAssets: string[];
  /** It may be taken at any later time, at the price that it has now. */
  stays: boolean;
};
/** Who may claim what is set aside, and when. */
export type ClaimFact = { address: string; when: ClaimTimes; words: string };

/** What the signers on the ledger mean for one transaction; in sentences, as the approval shows them. */
export type SignatureFacts = {
  /** Why one signature is not enough for it, or null. */
  missing: string | null;
  /** Who else can move the money of the account. */
  warnings: string[];
};

/**
 * All that the rules look at, read from the decoded transaction and the ledger, never from the caller's words. No field is
 * optional, so that none can be forgotten: assemble-facts.ts makes them all.
 */
export type TransactionFacts = {
  network: Network;
  actor: ActorKind;
  /** The key of the program that proposed it, or that told the agent to; null for none. */
  apiKeyId: string | null;
  outflows: Outflow[];
  /** Of the whole transaction, also where `outflows` are only what a raised fee adds. */
  fee: FeeFact;
  destinations: DestinationFact[];
  /** As payees are told apart by it: see facts/memo.ts. Empty for none. */
  memo: string;
  trades: TradeFact[];
  claims: ClaimFact[];
  /** Money that goes back to its issuer, which destroys it. */
  burns: { asset: string; amount: bigint }[];
  /** False where the agent's amount stands in nothing that the person said. */
  amountTyped: boolean;
  /** Assets for which a trustline is opened and whose issuer is not well known. */
  unknownTrusts: string[];
  /** Kinds of operations that change who controls the account, or that nobody has sized. */
  controlChanges: string[];
  unsized: string[];
  userFrozen: boolean;
  agentFrozen: boolean;
  accountFrozen: boolean;
  /** Null where nobody asked the ledger: before the signature, and in the vault. */
  signatures: SignatureFacts | null;
};

/** What has been spent and is reserved within the day that the policy counts, by asset. */
export type Usage = ReadonlyMap<string, bigint>;
/** What one key of a program may do; `problem` is why it may propose nothing at all. */
export type KeyLimits = { problem: string | null; caps: AssetCap[]; allowList: string[] | null };
/** The limits of a key, and what of them is used up within the last 24 hours. */
export type KeyFacts = KeyLimits & { usage: Usage };
export type RuleInput = {
  facts: TransactionFacts;
  policy: PolicyRules;
  usage: Usage;
  prices: Prices;
  /** When it is judged. */
  at: Date;
  /** What else the same key, or without one the agent, proposed in the hour before. */
  agentCalls: number;
  /** What strangers got unasked within the last 24 hours, in 1/10,000,000 USD. */
  strangersUsd: bigint;
  /** Null where no key has to do with it. */
  apiKey: KeyFacts | null;
};

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
