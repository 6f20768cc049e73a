import { HOUR_MS } from '../../../kernel/durations.js';
import { timeOf } from '../../../kernel/ids.js';
import type { PersonState, Spend } from '../../contract/person-state.js';

type Proposal = { id: string; apiKeyId?: string };

/**
 * How much of what the same key proposed in the hour before this, or without a key the agent, the vault has signed. It
 * cannot know the rest, which was refused or is waiting; but by so much at least the server's count may not be lower,
 * whoever wrote into its tables.
 */
export const agentSignatures = ({ spends }: PersonState, { id, apiKeyId }: Proposal, now: Date): number => {
  const isOfOrigin = (spend: Spend): boolean =>
    apiKeyId === undefined ? spend.byAgent === true && spend.apiKeyId === undefined : spend.apiKeyId === apiKeyId;
  // The time of the proposal, as the server counts it: it may have been signed long after.
  const isEarlier = (other: string): boolean => other < id && timeOf(other) > now.getTime() - HOUR_MS;
  return spends.filter((spend) => isOfOrigin(spend) && isEarlier(spend.transactionId)).length;
};
