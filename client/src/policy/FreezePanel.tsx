import { OctagonPause, Play } from 'lucide-react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import { useFreeze } from '../graphql/use-freeze.js';
import { Button } from '../ui/Button.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/values/Plain.js';

const FreezeQuery = graphql(`
  query FreezePanel {
    viewer { id frozen frozenReason agentFrozen agentFrozenReason }
    accounts(first: 100) { nodes { id name frozen frozenReason } }
  }
`);
const context = { additionalTypenames: ['Account', 'User'] };

const Why = ({ reason }: { reason: string | null | undefined }) =>
  reason ? (
    <>
      {' '}
      Reason: <Plain text={reason} />
    </>
  ) : null;

/** What is stopped now: everything, the agent by itself, or single accounts. */
export const FreezePanel = () => {
  const [{ data }, refresh] = useQuery({ query: FreezeQuery, context });
  useRefreshOn(['viewer', 'accounts'], () => refresh({ requestPolicy: 'network-only' }));
  const { stop, resume, working, error } = useFreeze();
  if (!data) return null;
  const { frozen, frozenReason, agentFrozen, agentFrozenReason } = data.viewer;
  const accounts = data.accounts.nodes.filter((account) => account.frozen);
  return (
    <Panel
      title="Stop"
      note="Stops every signature at once, whatever was approved. Money can still arrive. Going on needs your passkey."
      action={
        frozen || agentFrozen ? (
          <Button icon={<Play size={16} aria-hidden />} disabled={working} onClick={resume}>
            {frozen ? 'Let it go on' : 'Let the agent go on'}
          </Button>
        ) : (
          <Button
            look="danger"
            icon={<OctagonPause size={16} aria-hidden />}
            disabled={working}
            onClick={() => stop('Stopped on the policy page')}
          >
            Stop everything
          </Button>
        )
      }
    >
      <ul className="flex flex-col gap-1 text-sm">
        {frozen && (
          <li>
            Everything is stopped.
            <Why reason={frozenReason} />
          </li>
        )}
        {agentFrozen && (
          <li>
            The agent is stopped.
            <Why reason={agentFrozenReason} />
          </li>
        )}
        {accounts.map((account) => (
          <li key={account.id}>
            <Link to={`/accounts/${account.id}`} className="font-medium text-accent underline underline-offset-4">
              <Plain text={account.name} />
            </Link>{' '}
            is frozen.
            <Why reason={account.frozenReason} />
          </li>
        ))}
        {!frozen && !agentFrozen && accounts.length === 0 && <li className="text-muted">Nothing is stopped.</li>}
      </ul>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
    </Panel>
  );
};
