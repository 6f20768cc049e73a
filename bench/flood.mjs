import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What one session, or nobody, sends without end while somebody else pays. */
const KINDS = {
  evaluatePolicy: 'evaluatePolicy by one session, 20 in each of 20 requests at once',
  pages: 'pages of one session, 20 at once',
  visitors: 'requests of visitors, 20 at once',
  'sign-ins': 'sign-ins that are begun and never ended, 20 at once',
  sockets: '2,000 sockets that say nothing, opened anew when they are closed',
};
const ROUNDS = 5;
const PAYMENTS = 3;
const PAYERS = 8;
const AT_MOST = 2;
const GIVE_UP_MS = 60_000;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const PROPOSE = 'mutation ($p: PaymentInput!) { proposePayment(input: $p) { id } }';
const STATUS = 'query ($id: ID!) { transaction(id: $id) { status } }';

const asker =
  (url) =>
  async ({ token }, query, variables) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(errors[0].message);
    return data;
  };

/** Milliseconds from the proposal until the ledger has it, as the person sees it. */
const pay = async (ask, person) => {
  const since = performance.now();
  const p = { accountId: person.accountId, destination: 'Coffee Corner', amount: '0.1' };
  const { id } = (await ask(person, PROPOSE, { p })).proposePayment;
  while (performance.now() - since < GIVE_UP_MS) {
    const { status } = (await ask(person, STATUS, { id })).transaction;
    if (status === 'CONFIRMED') return performance.now() - since;
    if (!['APPROVED', 'SIGNED', 'SUBMITTED'].includes(status)) throw new Error(`The payment is ${status}.`);
    await wait(10);
  }
  throw new Error('The payment did not come through.');
};

/** Payments one after the other, each by the next person, so that nobody's own limits are met. */
const payments = async (ask, payers) => {
  const times = [];
  for (let n = 0; n < PAYMENTS; n += 1) {
    payers.push(payers.shift());
    times.push(await pay(ask, payers[0]));
  }
  return median(times);
};

const flooded = async (sender, start, target, work) => {
  sender.send({ start, target });
  await wait(start === 'sockets' ? 2_000 : 500);
  const time = await work();
  const stopped = once(sender, 'message');
  sender.send({});
  const [{ sent }] = await stopped;
  await wait(300);
  return { time, sent };
};

const measure = async (kind, { ask, payers, sender, target }) => {
  const rounds = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await payments(ask, payers);
    const { time, sent } = await flooded(sender, kind, target, () => payments(ask, payers));
    rounds.push([time, alone]);
    count += sent;
  }
  const ratios = rounds.map(([under, alone]) => under / alone).toSorted((a, b) => a - b);
  const [under, alone] = [0, 1].map((side) => median(rounds.map((round) => round[side])).toFixed(0));
  const spread = `${ratios[0].toFixed(2)} to ${ratios.at(-1).toFixed(2)}`;
  const ratio = median(ratios);
  console.log(
    `a payment under ${KINDS[kind]}: ${ratio.toFixed(2)} (${spread}) of alone; ${under} ms against ${alone} ms, ${count} sent`,
  );
  return ratio;
};

/** Another person's payment, from the proposal to the ledger, under a flood and alone, in turn. At most twice as long. */
export const run = async () => {
  const server = fork(new URL('flood-app.mjs', import.meta.url), [String(PAYERS + 1)]);
  const sender = fork(new URL('flood-sender.mjs', import.meta.url));
  try {
    const [{ url, people }] = await once(server, 'message');
    const [flooder, ...payers] = people;
    const ask = asker(url);
    await payments(ask, payers);
    const late = [];
    for (const kind of Object.keys(KINDS)) {
      const ratio = await measure(kind, { ask, payers, sender, target: { url, person: flooder } });
      if (ratio > AT_MOST) late.push(kind);
    }
    if (late.length > 0)
      throw new Error(`A payment takes more than ${AT_MOST} times as long under: ${late.join(', ')}.`);
  } finally {
    for (const child of [sender, server]) child.disconnect();
    await once(server, 'exit');
  }
};
