import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLiveApp, follow, type LiveApp } from '../../../test/support/app/live-app.js';

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

// Dear enough that no machine is so slow that it would be paid for meanwhile.
const PAGE = `{ accounts { nodes { id name } } ${[1, 2, 3, 4].map((n) => `t${n}: transactions(first: 100) { nodes { id } }`).join(' ')} }`;
const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const codeOf = async (token: string | null, query: string) =>
  (await app.post(token, query)).body.errors?.[0]?.extensions.code;

it('one session that asks without end waits for itself, at every door, and can still stop everything', async () => {
  const answers = await Promise.all(many(500, () => codeOf(tokens.Mallory!, PAGE)));
  expect(answers).toContain('RATE_LIMITED');
  expect(answers).toContain(undefined);
  const flood = many(300, () => codeOf(tokens.Mallory!, PAGE));
  const client = app.socket(tokens.Mallory!);
  const overSocket = many(40, () => follow(client, PAGE));
  await Promise.all(overSocket.map(({ done }) => done));
  expect(overSocket.map(({ errors }) => errors[0]?.extensions.code)).toContain('RATE_LIMITED');
  expect(await codeOf(tokens.Mallory!, 'mutation { freeze(reason: "enough") { id } }')).toBeUndefined();
  expect(await codeOf(tokens.Ada!, PAGE)).toBeUndefined();
  await Promise.all(flood);
}, 60_000);
