import { useEffect, useState } from 'react';
import { type Client, CombinedError, useClient } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { ThreadPageQuery } from '../graphql/generated/graphql.js';
import { useReloader } from '../graphql/reloader.js';
import { dataOf } from '../graphql/use-action.js';

graphql(`
  fragment ThreadMessage_Message on Message {
    id
    role
    text
    createdAt
    run { id }
  }
`);
const ThreadDocument = graphql(`
  query ThreadPage($id: ID!, $after: String) {
    thread(id: $id) {
      id
      title
      runs { id status createdAt }
      messages(first: 50, after: $after) {
        nodes { ...ThreadMessage_Message }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

const PAGES_AT_MOST = 20;
type Thread = ThreadPageQuery['thread'];
export type LoadedThread = Omit<Thread, 'messages'> & { messages: Thread['messages']['nodes'] };
type State = { thread: LoadedThread | null; error: string | null };

const readPage = async (client: Client, id: string, after: string | null): Promise<Thread> =>
  dataOf(await client.query(ThreadDocument, { id, after }, { requestPolicy: 'network-only' })).thread;

/** Reads page after page: the last message is the one that matters, and the first page may not hold it. */
const readThread = async (client: Client, id: string): Promise<LoadedThread> => {
  let thread = await readPage(client, id, null);
  const messages = [...thread.messages.nodes];
  for (let page = 1; page < PAGES_AT_MOST && thread.messages.pageInfo.hasNextPage; page += 1) {
    thread = await readPage(client, id, thread.messages.pageInfo.endCursor ?? null);
    messages.push(...thread.messages.nodes);
  }
  return { ...thread, messages: messages.toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt)) };
};

/** A thread with all of its messages, read again whenever something in it changed. */
export const useThread = (id: string) => {
  const client = useClient();
  const [state, setState] = useState<State>({ thread: null, error: null });

  const load = useReloader(() =>
    readThread(client, id).then(
      (thread) => setState({ thread, error: null }),
      (cause: unknown) => {
        if (!(cause instanceof CombinedError)) throw cause;
        setState((before) => ({ ...before, error: errorSentence(cause) }));
      },
    ),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another thread is another load.
  useEffect(() => void load(), [id]);
  useRefreshOn([], () => void load());
  return { ...state, reload: () => void load() };
};
