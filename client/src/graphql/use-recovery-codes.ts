import { useClient } from 'urql';
import { announce } from './announcements.js';
import { graphql } from './generated/gql.js';
import { dataOf } from './use-action.js';
import { useConsent } from './use-consent.js';

const Regenerate = graphql(`
  mutation RegenerateRecoveryCodes($input: ConsentInput!) {
    regenerateRecoveryCodes(input: $input)
  }
`);
const Save = graphql(`
  mutation SaveRecoveryCodes($code: String!) {
    saveRecoveryCodes(code: $code) { id recoveryCodesLeft recoveryCodesUnsaved }
  }
`);

/** New codes are shown once, and hold from when their person says that they saved them. */
export const useRecoveryCodes = () => {
  const client = useClient();
  const consent = useConsent();
  const make = async (): Promise<readonly string[]> => {
    const input = await consent('regenerateRecoveryCodes', {});
    return dataOf(await client.mutation(Regenerate, { input })).regenerateRecoveryCodes;
  };
  const save = async ([code = '']: readonly string[]): Promise<void> => {
    dataOf(await client.mutation(Save, { code }));
    announce('viewer');
  };
  return { make, save };
};
