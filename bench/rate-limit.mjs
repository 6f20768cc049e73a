import { getGraphQLRateLimiter, InMemoryStore } from 'graphql-rate-limit';
import { AtomicStore } from '../server/dist/src/platform/graphql/limits/atomic-store.js';
import { compare } from './measure.mjs';

const MAX = 30;
const PEOPLE = 500;

const limiterOf = (store) => getGraphQLRateLimiter({ store, identifyContext: ({ id }) => id });
const callOf = (limiter) => (n) =>
  limiter(
    { parent: {}, args: {}, context: { id: `usr_${n % PEOPLE}` }, info: { fieldName: 'proposePayment' } },
    { max: MAX, window: '1m' },
  );

/** Our store, which counts before anything can be awaited, and the library's own, which lets calls at once through. */
export const run = () =>
  compare('count a call', {
    peerName: 'the library’s own store',
    times: 1_000,
    ours: callOf(limiterOf(new AtomicStore(MAX, 60_000, Date.now))),
    peer: callOf(limiterOf(new InMemoryStore())),
  });
