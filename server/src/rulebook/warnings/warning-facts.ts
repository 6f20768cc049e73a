import type { ActorKind } from '../../kernel/actor.js';
import { toStroops } from '../../kernel/amount.js';
import type { Network } from '../../kernel/networks.js';
import type { Reading } from '../decode.js';
import type { StoredOutflow, StoredRecipient } from '../facts/decoded.js';
import type { OtherMemo, Outflow, SignatureFacts } from '../facts/policy.js';
import type { Prices } from '../facts/price.js';
import type { StoredProvenance } from '../provenance.js';

/** Words about a transaction: the person's own message, and what whoever proposed it says. */
export type Said = { instruction: string | null; reason: string | null; proposedBy: ActorKind };

/** What is warned of is made of this alone: the bytes, what was stored with them, and the moment of the look. */
export type WarningFacts = Said & {
  network: Network;
  reading: Pick<Reading, 'trades' | 'burns' | 'arrivals' | 'unknownTrusts' | 'controlChanges' | 'unsized'>;
  outflows: readonly StoredOutflow[];
  recipients: readonly StoredRecipient[];
  provenance: StoredProvenance | null;
  otherMemos: readonly (OtherMemo & { address: string })[];
  signatures: SignatureFacts | null;
  /** Of the proposal, those of what comes in included; null where they were not kept. */
  prices: Prices | null;
  at: Date;
};

export const outflowIn = ({ asset, amount, fee, reserve }: StoredOutflow): Outflow => ({
  asset,
  amount: toStroops(amount),
  fee: toStroops(fee),
  ...(reserve !== undefined && { reserve: toStroops(reserve) }),
});
