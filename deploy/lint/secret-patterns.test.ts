import { expect, it } from 'vitest';
import { findSecrets } from './secret-patterns.ts';

// Put together here, so that this file holds none of them.
const SECRETS: [string, string][] = [
  ['a Stellar secret key', `S${'C'.repeat(55)}`],
  ['a private key in PEM', `-----BEGIN EC PRIVATE${' '}KEY-----`],
  ['an API key of a model', `sk-${'proj-'}${'a1B2'.repeat(8)}`],
  ['an access key of AWS', `AKIA${'Z'.repeat(16)}`],
  ['a token of GitHub', `ghp_${'a'.repeat(36)}`],
  ['a token of npm', `npm_${'a'.repeat(36)}`],
  ['a token of Slack', `xoxb-${'1'.repeat(24)}`],
  ['a password in an address', `postgresql://tuxedo:${'hunter23'}@db/tuxedo`],
  ['a master key', `ENCRYPTION_MASTER_KEY=${'bK3x'.repeat(10)}bK0=`],
];

it.each(SECRETS)('finds %s, and the line', (what, secret) => {
  expect(findSecrets(`first\nhere: ${secret}\n`)).toEqual([{ what, line: 2, text: expect.any(String) }]);
});

it.each([
  'ENCRYPTION_MASTER_KEY=${ENCRYPTION_MASTER_KEY}',
  'ENCRYPTION_MASTER_KEY=<32 bytes in base64>',
  'G'.repeat(56),
  `ENCRYPTION_MASTER_KEY=${Buffer.alloc(32, 7).toString('base64')}`,
  `MASTER_KEY = '${Buffer.from(Array.from({ length: 32 }, (_none, index) => index + 9)).toString('base64')}`,
  `the word SECRETARY and the hash ${'a'.repeat(64)}`,
  'postgresql://user:password@host/name',
  'postgresql://user:hunter2@127.0.0.1:5432/name',
  'sk-...',
  `${'-----BEGIN'} PUBLIC KEY-----`,
])('takes no offence at %s', (text) => {
  expect(findSecrets(text)).toEqual([]);
});
