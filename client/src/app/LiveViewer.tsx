import { graphql } from '../graphql/generated/gql.js';
import { announce } from '../graphql/live-events.js';
import { useResumingSubscription } from '../graphql/use-resuming-subscription.js';

const ViewerUpdates = graphql(`
  subscription LiveViewer {
    viewerUpdates { id frozen agentFrozen }
  }
`);

/** Hears at once when somebody or something stops the agent, or changes the rules, in another tab or on another device. */
export const LiveViewer = () => {
  useResumingSubscription({
    query: ViewerUpdates,
    streamKey: 'viewer',
    variables: () => ({}),
    onEvent: () => announce('viewer'),
  });
  return null;
};
