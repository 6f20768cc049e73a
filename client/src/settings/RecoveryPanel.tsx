import { useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Panel } from '../ui/Panel.js';
import { RecoveryCodes } from '../ui/RecoveryCodes.js';

const Regenerate = graphql(`
  mutation RegenerateRecoveryCodes($input: ConsentInput!) {
    regenerateRecoveryCodes(input: $input)
  }
`);

/** The way back in without a passkey. */
export const RecoveryPanel = ({ left, onChanged }: { left: number; onChanged: () => void }) => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const renew = () =>
    run(async () => {
      const proof = await consent('regenerateRecoveryCodes', {});
      setCodes(dataOf(await client.mutation(Regenerate, { input: proof })).regenerateRecoveryCodes);
      onChanged();
    });
  return (
    <Panel
      title="Recovery codes"
      note={`${left} ${left === 1 ? 'code is' : 'codes are'} left. Each lets you in once, without a passkey.`}
      action={
        <Button disabled={working} onClick={() => void renew()}>
          Make new codes
        </Button>
      }
    >
      <p className="text-sm text-muted">New codes end the old ones.</p>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
      <Dialog
        open={codes !== null}
        onOpenChange={(open) => !open && setCodes(null)}
        title="Your new recovery codes"
        description="They are shown only now."
      >
        {codes && <RecoveryCodes codes={codes} onSaved={() => setCodes(null)} />}
      </Dialog>
    </Panel>
  );
};
