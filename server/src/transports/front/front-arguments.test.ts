import { expect, it } from 'vitest';
import { readFrontArguments } from './front-arguments.js';

const needed = ['--backend', 'http://backend:4000', '--public-url', 'https://tuxedo.test/somewhere'];

it('the front end needs two addresses and knows the rest', () => {
  const { backend, publicUrl, port, host, clientDir } = readFrontArguments(needed);
  expect([backend.host, publicUrl, port, host]).toEqual(['backend:4000', 'https://tuxedo.test', 8080, '0.0.0.0']);
  expect(clientDir).toMatch(/client\/dist$/);
});

it.each<[string, string[], RegExp]>([
  ['no backend', needed.slice(2), /--backend an address/],
  ['no public address', needed.slice(0, 2), /--public-url an address/],
  ['an address of another kind', [...needed, '--backend', 'file:///etc/passwd'], /--backend an address/],
  ['a port that is none', [...needed, '--port', '99999'], /--port a number/],
  ['a port in words', [...needed, '--port', 'http'], /--port a number/],
  ['an option that nobody knows', [...needed, '--trust', 'all'], /--trust/],
])('it refuses to start with %s', (_what, args, sentence) => {
  expect(() => readFrontArguments(args)).toThrow(sentence);
});
