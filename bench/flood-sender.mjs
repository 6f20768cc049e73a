import { WebSocket } from 'ws';

/** Sends one kind of flood, in a process of its own so that its work is not the server's, until it is told to stop. */
const AT_ONCE = 20;
const SOCKETS = 2_000;
const SOCKETS_A_TURN = 50;
const LONGEST_MS = 60_000;

let running = null;
let sent = 0;

const post = async (url, token, body) => {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.text();
  sent += 1;
};

const aliases = (count, field) => Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ');
const evaluate = ({ accountId }) => ({
  query: `query ($p: PaymentInput!) { ${aliases(20, 'evaluatePolicy(input: { payment: $p }) { decision }')} }`,
  variables: { p: { accountId, destination: 'Coffee Corner', amount: '1' } },
});
const PAGE =
  'accounts { nodes { id name balances { amount valueUsd } } } transactions(first: 50) { nodes { id status } }';

const bodies = {
  evaluatePolicy: evaluate,
  visitors: () => ({ query: '{ server { version } }' }),
  'sign-ins': () => ({ query: 'mutation { startSignIn { id } }' }),
  pages: () => ({ query: `{ ${PAGE} }` }),
};
const SIGNED_IN = new Set(['evaluatePolicy', 'pages']);

const requests = async (kind, { url, person }, signal) => {
  const body = bodies[kind](person);
  const one = async () => {
    while (!signal.aborted) await post(url, SIGNED_IN.has(kind) ? person.token : null, body).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
};

const sockets = async ({ url }, signal) => {
  const open = new Set();
  while (!signal.aborted) {
    for (let n = 0; n < SOCKETS_A_TURN && open.size < SOCKETS; n += 1) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      open.add(socket);
      sent += 1;
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const socket of open) socket.terminate();
};

process.on('message', async ({ start, target }) => {
  if (start === undefined) return running?.abort();
  running = new AbortController();
  const signal = AbortSignal.any([running.signal, AbortSignal.timeout(LONGEST_MS)]);
  sent = 0;
  await (start === 'sockets' ? sockets(target, signal) : requests(start, target, signal));
  process.send({ sent });
});
process.on('disconnect', () => process.exit(0));
