import { OctagonPause, Play } from 'lucide-react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { Notice } from '../ui/Notice.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/Plain.js';

const Freeze = graphql(`
  mutation Freeze($reason: String) {
    freeze(reason: $reason) { id frozen frozenReason }
  }
`);
const Unfreeze = graphql(`
  mutation Unfreeze($input: ConsentInput!) {
    unfreeze(input: $input) { id frozen frozenReason }
  }
`);

/** Stopping is one press; letting it work again needs the passkey. */
export const StopAgent = ({ frozen, reason }: { frozen: boolean; reason: string | null }) => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const stop = () => run(async () => void dataOf(await client.mutation(Freeze, { reason: 'Stopped in Settings' })));
  const resume = () =>
    run(async () => {
      dataOf(await client.mutation(Unfreeze, { input: await consent('unfreeze', {}) }));
    });
  return (
    <Panel title="Stop the agent" note="Stops every signature at once, whatever was approved. Money can still arrive.">
      <div className="flex flex-col items-start gap-3">
        {frozen && (
          <div className="w-full">
            <Notice tone="warn" role="status">
              The agent is stopped. Nothing is signed.
              {reason && (
                <>
                  {' '}
                  Reason: <Plain text={reason} />.
                </>
              )}
            </Notice>
          </div>
        )}
        {frozen ? (
          <Button icon={<Play size={16} aria-hidden />} disabled={working} onClick={() => void resume()}>
            Let it work again
          </Button>
        ) : (
          <Button
            look="danger"
            icon={<OctagonPause size={16} aria-hidden />}
            disabled={working}
            onClick={() => void stop()}
          >
            Stop the agent
          </Button>
        )}
        {error && (
          <p role="alert" className="text-sm text-danger">
            {error}
          </p>
        )}
      </div>
    </Panel>
  );
};
