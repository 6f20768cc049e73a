import { timeOf } from '../../ids.js';
import type { PersonState } from './person-state.js';

const HOUR_MS = 3_600_000;

/**
 * How much of what the agent proposed in the hour before this the vault has signed. It cannot know the rest, which was
 * refused or is waiting; but by so much at least the server's count may not be lower, whoever wrote into its tables.
 */
export const agentSignatures = ({ spends }: PersonState, proposalId: string, now: Date): number =>
  spends.filter(
    // The time of the proposal, as the server counts it: it may have been signed long after.
    ({ byAgent, transactionId: id }) => byAgent && id < proposalId && timeOf(id) > now.getTime() - HOUR_MS,
  ).length;
