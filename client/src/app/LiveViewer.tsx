import { useEffect } from 'react';
import { announce } from '../graphql/announcements.js';
import { useConnection } from '../graphql/connection.js';
import { graphql } from '../graphql/generated/gql.js';
import { useResumingSubscription } from '../graphql/use-resuming-subscription.js';

const ViewerUpdates = graphql(`
  subscription LiveViewer {
    viewerUpdates { id frozen agentFrozen }
  }
`);

/**
 * The stream tells what happens from its own beginning on, and nobody says when that is: a stop between the page's first
 * look and then would be missed. So the page looks again when the stream must have begun, on a slow server too.
 */
const LOOK_AGAIN_MS = [500, 4_000];

const useLookAgain = (): void => {
  const { state } = useConnection();
  useEffect(() => {
    if (state !== 'open') return;
    const timers = LOOK_AGAIN_MS.map((ms) => setTimeout(() => announce('viewer', 'accounts'), ms));
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, [state]);
};

/** Whoever comes back to a tab sees what it may have missed, such as money that arrived. */
const useLookOnReturn = (): void =>
  useEffect(() => {
    const seenAgain = () => document.visibilityState === 'visible' && announce('viewer', 'accounts');
    document.addEventListener('visibilitychange', seenAgain);
    return () => document.removeEventListener('visibilitychange', seenAgain);
  }, []);

/** Hears at once when somebody or something stops the agent, or changes the rules, in another tab or on another device. */
export const LiveViewer = () => {
  useResumingSubscription({
    query: ViewerUpdates,
    streamKey: 'viewer',
    variables: () => ({}),
    // The freeze of a single account is told on the same stream.
    onEvent: () => announce('viewer', 'accounts'),
  });
  useLookAgain();
  useLookOnReturn();
  return null;
};
