import type { ApprovalCard_TransactionFragment } from '../graphql/generated/graphql.js';

const programOf = (keyName: string | null): string =>
  keyName === null ? 'a program with an API key' : `the program with the key “${keyName}”`;

/** Who wants this. Where a program told the agent to, it is the program's wish, and the card says so. */
export const proposerOf = (
  { proposedBy, apiKeyId }: Pick<ApprovalCard_TransactionFragment, 'proposedBy' | 'apiKeyId'>,
  keyName: string | null,
): string => {
  if (proposedBy === 'PERSON') return 'you';
  if (proposedBy === 'OPERATOR') return 'the operator';
  if (proposedBy === 'SERVER') return 'the server';
  if (proposedBy === 'API_KEY') return programOf(keyName);
  return apiKeyId ? `the agent, told to by ${programOf(keyName)}` : 'the agent';
};
