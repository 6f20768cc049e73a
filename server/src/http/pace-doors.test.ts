import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLiveApp, follow, type LiveApp } from '../testing/live-app.js';

let app: LiveApp;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  app = await createLiveApp({ working: false });
  for (const name of ['Ada', 'Mallory'])
    tokens[name] = (
      await app.ask(null, `mutation { signInToLocalDemo(name: "${name}") { token } }`)
    ).signInToLocalDemo.token;
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const PAGE = '{ accounts { nodes { id name } } transactions(first: 100) { nodes { id } } }';
const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const codeOf = async (token: string | null, query: string) =>
  (await app.post(token, query)).body.errors?.[0]?.extensions.code;

it('one session that asks without end waits for itself, at every door, and can still stop everything', async () => {
  const answers = await Promise.all(many(500, () => codeOf(tokens.Mallory!, PAGE)));
  expect(answers).toContain('RATE_LIMITED');
  expect(answers).toContain(undefined);
  const overSocket = follow(app.socket(tokens.Mallory!), PAGE);
  const byHttp = codeOf(tokens.Mallory!, PAGE);
  await overSocket.done;
  expect([await byHttp, overSocket.errors[0]?.extensions.code ?? null]).toContain('RATE_LIMITED');
  expect(await codeOf(tokens.Mallory!, 'mutation { freeze(reason: "enough") { id } }')).toBeUndefined();
  const since = performance.now();
  expect(await codeOf(tokens.Ada!, PAGE)).toBeUndefined();
  expect(performance.now() - since).toBeLessThan(900);
}, 60_000);
