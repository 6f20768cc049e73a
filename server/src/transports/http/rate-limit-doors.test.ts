import { parse } from 'graphql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askSocket, type Body, type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';
import { agentActor } from '../../kernel/actor.js';

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.stop());

const MAX = 10;
const fifty = <T>(make: (n: number) => T): T[] => Array.from({ length: 50 }, (_, n) => make(n));
const poke = 'mutation { poke }';
const refusals = (answers: Body[]) =>
  answers.flatMap((answer) => answer.errors ?? []).filter((error) => error.extensions.code === 'RATE_LIMITED').length;

const byHttp = async (): Promise<Body> => (await server.post(poke, { token: 'alice' })).body;
const byAgent = async (): Promise<Body> =>
  (await server.door.execute({ document: parse(poke), actor: agentActor('usr_a', {}) })) as unknown as Body;

it('fifty aliases in one request run exactly as often as the limit says', async () => {
  const query = `mutation { ${fifty((n) => `a${n}: poke`).join(' ')} }`;
  await server.post(query.replaceAll('poke', 'knock'));
  expect(server.journal.count('knock')).toBe(3);
  const { body } = await server.post(query, { token: 'alice' });
  expect(server.journal.count('poke')).toBe(MAX);
  expect(body.data).toBeNull();
});

it('fifty requests at once run exactly as often as the limit says', async () => {
  const answers = await Promise.all(fifty(byHttp));
  expect(server.journal.count('poke')).toBe(MAX);
  expect(refusals(answers)).toBe(50 - MAX);
});

it('fifty operations over one socket run exactly as often as the limit says', async () => {
  const client = server.socket();
  const answers = await Promise.all(fifty(() => askSocket(client, poke)));
  expect(server.journal.count('poke')).toBe(MAX);
  expect(refusals(answers)).toBe(50 - MAX);
});

it('all doors at once, and the agent of the same person, draw on one budget', async () => {
  const client = server.socket();
  const ask = [byHttp, byAgent, () => askSocket(client, poke)];
  const answers = await Promise.all(fifty((n) => ask[n % 3]!()));
  expect(server.journal.count('poke')).toBe(MAX);
  expect(refusals(answers)).toBe(50 - MAX);
});

it('one person’s calls leave another’s budget alone', async () => {
  await Promise.all(fifty(byHttp));
  expect((await server.post(poke, { token: 'bob' })).body).toEqual({ data: { poke: MAX + 1 } });
});

it('an address that a caller writes into a header does not make a new caller', async () => {
  const answers = await Promise.all(
    fifty((n) => server.post('mutation { knock }', { headers: { 'x-forwarded-for': `10.0.0.${n}` } })),
  );
  expect(server.journal.count('knock')).toBe(3);
  expect(refusals(answers.map(({ body }) => body))).toBe(47);
});

it('a proxy that the operator named tells callers apart', async () => {
  await server.stop();
  server = await startSmallServer({}, { trustProxy: '127.0.0.0/8' });
  for (let n = 0; n < 8; n++)
    await server.post('mutation { knock }', { headers: { 'x-forwarded-for': `198.51.100.9, 203.0.113.${n % 2}` } });
  expect(server.journal.count('knock')).toBe(6);
});
