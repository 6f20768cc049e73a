import {
  Client,
  type CombinedError,
  cacheExchange,
  fetchExchange,
  mapExchange,
  subscriptionExchange,
} from '@urql/core';
import type { Client as Socket, SubscribePayload } from 'graphql-ws';
import { announce } from './announcements.js';
import { errorCodeOf } from './errors.js';
import { learnServerTime } from './server-clock.js';
import { openSocket } from './socket.js';

/** A subscription that can resume says, at each (re)connect, what it has seen so far. */
export type Resume = () => Record<string, unknown>;

const timedFetch: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  learnServerTime(response.headers.get('date'));
  return response;
};

/** graphql-ws sends the same payload again after a reconnect; a getter makes it ask for the rest, not for everything. */
const payloadOf = (body: { query?: string; variables?: object | undefined }, resume: Resume | undefined) =>
  ({
    query: body.query ?? '',
    get variables() {
      return { ...body.variables, ...resume?.() };
    },
  }) as SubscribePayload;

const overSocket = (socket: Socket) =>
  subscriptionExchange({
    forwardSubscription: (body, operation) => ({
      subscribe: (sink) => ({
        unsubscribe: socket.subscribe(payloadOf(body, operation.context.resume as Resume | undefined), {
          ...sink,
          next: (result) =>
            sink.next({ data: result.data ?? null, ...(result.errors ? { errors: [...result.errors] } : {}) }),
        }),
      }),
    }),
  });

/** The door to the server: same origin, the session in a cookie no script can read. */
export const createGraphqlClient = (): { client: Client; close: () => void } => {
  const socket = openSocket();
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    // What a page knew when it was left may have changed meanwhile, and nobody told it: show it, and ask again.
    requestPolicy: 'cache-and-network',
    fetch: timedFetch,
    fetchOptions: { credentials: 'same-origin', headers: { 'content-type': 'application/json' } },
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: (error: CombinedError) => {
          if (errorCodeOf(error) === 'UNAUTHENTICATED') announce('signed-out');
        },
      }),
      fetchExchange,
      overSocket(socket),
    ],
  });
  return { client, close: () => void socket.dispose() };
};
