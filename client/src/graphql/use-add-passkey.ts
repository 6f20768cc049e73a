import { CombinedError } from '@urql/core';
import { useClient } from 'urql';
import { graphql } from './generated/gql.js';
import type { AddPasskeyMutation } from './generated/graphql.js';
import { forgetPasskey, makePasskey } from './passkey.js';
import { dataOf } from './use-action.js';
import { useConsent } from './use-consent.js';

const StartAdd = graphql(`
  mutation StartAddPasskey {
    startAddPasskey { id options }
  }
`);
const Add = graphql(`
  mutation AddPasskey($input: AddPasskeyInput!) {
    addPasskey(input: $input) { id name confirmsFrom }
  }
`);

export type AddedPasskey = AddPasskeyMutation['addPasskey'];

const isRefused = (error: unknown): boolean => error instanceof CombinedError && error.graphQLErrors.length > 0;

/** Makes a passkey on this device and has the server take it; a new key is itself a change that needs a word. */
export const useAddPasskey = () => {
  const client = useClient();
  const consent = useConsent();
  return async (name: string): Promise<AddedPasskey> => {
    const { startAddPasskey } = dataOf(await client.mutation(StartAdd, {}));
    const response = await makePasskey(startAddPasskey.options);
    try {
      const proof = await consent('addPasskey', { response, name });
      const input = { challengeId: startAddPasskey.id, response, name, consent: proof };
      return dataOf(await client.mutation(Add, { input })).addPasskey;
    } catch (error) {
      // Without an answer the server may have taken it after all.
      if (!(error instanceof CombinedError) || isRefused(error)) await forgetPasskey(response.id);
      throw error;
    }
  };
};
