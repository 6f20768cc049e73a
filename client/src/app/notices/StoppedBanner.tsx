import { Play } from 'lucide-react';
import { useQuery } from 'urql';
import { useRefreshOn } from '../../graphql/announcements.js';
import { graphql } from '../../graphql/generated/gql.js';
import { useFreeze } from '../../graphql/use-freeze.js';
import { Button } from '../../ui/Button.js';
import { Notice } from '../../ui/Notice.js';
import { Plain } from '../../ui/values/Plain.js';

const StoppedQuery = graphql(`
  query StoppedBanner {
    viewer { id frozen frozenReason agentFrozen agentFrozenReason }
  }
`);

/** Whether signing is stopped, as the server has it; undefined until it has said so. */
export const useStopped = () => {
  const [{ data }, refresh] = useQuery({ query: StoppedQuery });
  useRefreshOn(['viewer'], () => refresh({ requestPolicy: 'network-only' }));
  return data?.viewer;
};

type Props = { frozen: boolean; reason: string | null };

/** What is stopped and why, and the way on, which the server lets a passkey alone open. */
export const StoppedBanner = ({ frozen, reason }: Props) => {
  const { resume, working, error } = useFreeze();
  return (
    <Notice
      tone="warn"
      role="status"
      action={
        <Button icon={<Play size={16} aria-hidden />} disabled={working} onClick={resume} className="text-ink">
          {frozen ? 'Let it go on' : 'Let the agent go on'}
        </Button>
      }
    >
      <strong className="font-semibold">
        {frozen ? 'Everything is stopped. Nothing is signed.' : 'The agent was stopped: nothing of it is signed.'}
      </strong>
      {reason && (
        <>
          {' '}
          Reason: <Plain text={reason} />
        </>
      )}
      {error && (
        <span role="alert" className="block text-danger">
          {error}
        </span>
      )}
    </Notice>
  );
};
