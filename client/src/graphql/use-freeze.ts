import { useClient } from 'urql';
import { announce } from './announcements.js';
import { graphql } from './generated/gql.js';
import { dataOf, useAction } from './use-action.js';
import { useConsent } from './use-consent.js';

const Freeze = graphql(`
  mutation Freeze($reason: String) {
    freeze(reason: $reason) { id frozen frozenReason }
  }
`);
const Unfreeze = graphql(`
  mutation Unfreeze($input: ConsentInput!) {
    unfreeze(input: $input) { id frozen frozenReason agentFrozen agentFrozenReason }
  }
`);

/** Stops everything with one press; going on, after a freeze or where the agent was stopped, needs the passkey. */
export const useFreeze = () => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const stop = (reason: string) =>
    run(async () => {
      dataOf(await client.mutation(Freeze, { reason }));
      announce('viewer');
    });
  const resume = () =>
    run(async () => {
      dataOf(await client.mutation(Unfreeze, { input: await consent('unfreeze', {}) }));
      announce('viewer');
    });
  return { stop: (reason: string) => void stop(reason), resume: () => void resume(), working, error };
};
