import { Play, Snowflake } from 'lucide-react';
import { useClient } from 'urql';
import { announce } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { Notice } from '../ui/Notice.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/values/Plain.js';

const Freeze = graphql(`
  mutation FreezeAccount($id: ID!, $reason: String) {
    freezeAccount(id: $id, reason: $reason) { id frozen frozenReason }
  }
`);
const Unfreeze = graphql(`
  mutation UnfreezeAccount($input: UnfreezeAccountInput!) {
    unfreezeAccount(input: $input) { id frozen frozenReason }
  }
`);

const useAccountFreeze = (id: string) => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const freeze = () =>
    run(async () => {
      dataOf(await client.mutation(Freeze, { id, reason: 'Frozen on its page' }));
      announce('accounts');
    });
  const unfreeze = () =>
    run(async () => {
      const proof = await consent('unfreezeAccount', { id });
      dataOf(await client.mutation(Unfreeze, { input: { id, consent: proof } }));
      announce('accounts');
    });
  return { freeze: () => void freeze(), unfreeze: () => void unfreeze(), working, error };
};

const Problem = ({ error }: { error: string | null }) =>
  error && (
    <p role="alert" className="mt-2 text-sm text-danger">
      {error}
    </p>
  );

type Props = { account: { id: string; frozen: boolean; frozenReason?: string | null } };

/** The brake of one account: one press stops it, its passkey lets it go on. */
export const AccountFreeze = ({ account: { id, frozen, frozenReason } }: Props) => {
  const { freeze, unfreeze, working, error } = useAccountFreeze(id);
  if (frozen)
    return (
      <Notice
        tone="warn"
        role="status"
        action={
          <Button icon={<Play size={16} aria-hidden />} disabled={working} onClick={unfreeze} className="text-ink">
            Unfreeze account
          </Button>
        }
      >
        <strong className="font-semibold">This account is frozen: nothing is signed with it.</strong> Money can still
        arrive.
        {frozenReason && (
          <>
            {' '}
            Reason: <Plain text={frozenReason} />
          </>
        )}
        <Problem error={error} />
      </Notice>
    );
  return (
    <Panel
      title="Freeze"
      note="Stops every signature with this account at once; your other accounts go on. Unfreezing needs your passkey."
      action={
        <Button look="danger" icon={<Snowflake size={16} aria-hidden />} disabled={working} onClick={freeze}>
          Freeze account
        </Button>
      }
    >
      <p className="text-sm text-muted">What waits for your approval goes on waiting.</p>
      <Problem error={error} />
    </Panel>
  );
};
