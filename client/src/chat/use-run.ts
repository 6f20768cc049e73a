import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';
import { useClient } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { RunQuery } from '../graphql/generated/graphql.js';
import { useReloader } from '../graphql/reloader.js';
import { useResumingSubscription } from '../graphql/use-resuming-subscription.js';
import { isOver, lastSeq, mergeSteps, type Step, statusNow } from './run-steps.js';

graphql(`
  fragment RunStep_AgentStep on AgentStep {
    seq
    kind
    text
    createdAt
    tool { id name arguments result ok }
    transaction { id }
  }
`);
const RunDocument = graphql(`
  query Run($id: ID!) {
    run(id: $id) { id status error { code message } steps { ...RunStep_AgentStep } }
  }
`);
const StepsDocument = graphql(`
  subscription AgentSteps($runId: ID!, $after: Int) {
    agentSteps(runId: $runId, after: $after) { ...RunStep_AgentStep }
  }
`);

const RETRY_MS = 1000;
type Loaded = RunQuery['run'];
type State = { run: Loaded | null; steps: readonly Step[]; error: string | null };
type Action = { run: Loaded } | { step: Step } | { error: string };

const reduce = (state: State, action: Action): State => {
  if ('error' in action) return { ...state, error: action.error };
  if ('step' in action) return { ...state, steps: mergeSteps(state.steps, [action.step]) };
  return { run: action.run, steps: mergeSteps(state.steps, action.run.steps), error: null };
};

/** One run: what the server has stored, then what happens, resumed after the last step seen. */
export const useRun = (id: string, onEnded: (id: string) => void) => {
  const client = useClient();
  const [state, dispatch] = useReducer(reduce, { run: null, steps: [], error: null });
  const [attempt, setAttempt] = useState(0);
  const seen = useRef<number | null>(null);
  seen.current = lastSeq(state.steps);

  const load = useReloader(async () => {
    const { data, error } = await client.query(RunDocument, { id }, { requestPolicy: 'network-only' });
    if (data) dispatch({ run: data.run });
    else if (error) dispatch({ error: errorSentence(error) });
    return data?.run.status;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run is another load.
  useEffect(() => void load(), [id]);
  useRefreshOn([`run:${id}`], () => void load());

  const status = state.run ? statusNow(state.run.status, state.steps) : null;
  const over = state.run !== null && isOver(state.run.status);
  const live = state.run !== null && !over;
  // However it became known: a quick run is over before its first step could be followed.
  const tellEnded = useEffectEvent(() => onEnded(id));
  useEffect(() => {
    if (over) tellEnded();
  }, [over]);

  useResumingSubscription({
    query: StepsDocument,
    streamKey: live ? `${id}:${attempt}` : null,
    variables: () => ({ runId: id, after: seen.current }),
    onEvent: ({ agentSteps }) => {
      dispatch({ step: agentSteps });
      if (agentSteps.kind === 'ENDED') void load();
    },
    // The stream ends with the run; if the server still calls it live, listen again.
    onEnd: () => {
      void load().then((reported) => {
        if (!reported || !isOver(reported)) setTimeout(() => setAttempt((count) => count + 1), RETRY_MS);
      });
    },
  });
  return {
    status,
    steps: state.steps,
    runError: state.run?.error ?? null,
    error: state.error,
    reload: () => void load(),
  };
};
