import type { DomainError } from '../../../kernel/errors.js';
import type { PriceQuoteRecord } from '../../../rulebook/facts/price-quote.js';
import type { Unasked } from '../../../rulebook/facts/unasked.js';
import type { RaisedFee } from '../../../rulebook/fee-bump.js';
import type { PersonState } from '../../contract/person-state.js';
import type { Grounds, KeyBinding, SealedRow } from '../../contract/vault.js';
import type { MatchedRule } from '../../contract/verdict-statement.js';

/** What is to be judged: the bytes, the rows that came with them, and what the vault remembers by itself. */
export type JudgementRequest = {
  binding: KeyBinding;
  envelope: string;
  passphrase: string;
  grounds: Grounds;
  state: PersonState;
  now: Date;
  /** The envelope is signed already, and is to go out again under a higher fee. */
  raised?: RaisedFee;
  isSealed: (row: SealedRow) => boolean;
};

/** `problem` says why it is not ALLOW, for the person. Amounts in stroops, fee included. */
export type Judgement = {
  decision: 'ALLOW' | 'ASK' | 'REFUSE';
  problem: DomainError | null;
  policyVersion: number;
  /** Which rules judged, as it is attested. */
  engine: string;
  rules: MatchedRule[];
  transactionId: string;
  apiKeyId: string | null;
  byAgent: boolean;
  outflows: { asset: string; amount: bigint }[];
  /** What it counts for, signed on the policy's word alone; absent where a person proposed it. */
  unasked?: Unasked | undefined;
  /** What it believed of their worth; what is missing here had no price. */
  prices: Pick<PriceQuoteRecord, 'asset' | 'usd' | 'source' | 'at'>[];
};

/**
 * The policy as the vault applies it, from bytes and sealed rows alone: vault-judge.ts, and in tests a milder one. Throws
 * PERMISSION_DENIED where a row is not what the vault has sealed.
 */
export interface SignatureJudge {
  judge(request: JudgementRequest): Judgement;
}

/** One rule that a new version of a policy changes, in the words that a person confirms. */
export type RuleChange = { line: string; looser: boolean };

/** The same for a new version of a policy: all that it changes against the one that holds. */
export interface PolicyJudge {
  changes(next: SealedRow['record'], holding: { own: SealedRow | null; account: SealedRow | null }): RuleChange[];
}
