import { type Client, createClient } from 'graphql-ws';
import { announce } from './announcements.js';
import { connection } from './connection.js';

/** The server closes with this code when the session ended or was revoked. */
const SESSION_ENDED = 4403;
const PONG_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 15_000;

const wait = (retries: number): Promise<void> => {
  const ceiling = Math.min(LONGEST_WAIT_MS, 500 * 2 ** retries);
  return new Promise((resolve) => setTimeout(resolve, ceiling / 2 + Math.random() * (ceiling / 2)));
};

const socketUrl = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;

/** One websocket for the page, signed in by the cookie. It retries for ever, except where the session ended. */
export const openSocket = (): Client => {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: socketUrl,
    lazy: true,
    // Leaving a page closes its last subscription a moment before the next page opens one.
    lazyCloseTimeout: 3_000,
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: wait,
    shouldRetry: (event) => (event as Partial<CloseEvent>).code !== SESSION_ENDED,
    on: {
      connected: () => {
        const before = connection.read().epoch;
        connection.opened();
        if (connection.read().epoch !== before) announce('reconnected');
      },
      // A half-open socket stays silently "open": without an answer to a ping it is as good as closed.
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => socket.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
      closed: (event) => {
        clearTimeout(pongTimer);
        const { code, wasClean } = event as CloseEvent;
        if (code === SESSION_ENDED) announce('signed-out');
        else if (!(wasClean && code === 1000)) connection.lost();
      },
    },
  });
  return socket;
};
