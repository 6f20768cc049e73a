import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { KnownToken } from '../../kernel/known-token.js';
import { isOperatorRequest } from './operator-request.js';

const text = randomBytes(32).toString('hex');
const token = new KnownToken(text);

it('knows the operator by a bearer token alone', () => {
  expect(isOperatorRequest({ authorization: `Bearer ${text}` }, token)).toBe(true);
  for (const headers of [
    {},
    { authorization: text },
    { authorization: `Basic ${text}` },
    { authorization: `Bearer ${text}x` },
    { authorization: `Bearer ${text.slice(1)}` },
    { authorization: `Bearer ${text.toUpperCase()}` },
    { authorization: 'Bearer ' },
    { cookie: `tuxedo_session=${text}` },
    { cookie: `tuxedo_session=${text}`, authorization: 'Bearer x' },
  ])
    expect(isOperatorRequest(headers, token), JSON.stringify(headers)).toBe(false);
});

it('knows nobody where no token is set', () => {
  for (const authorization of ['Bearer ', 'Bearer null', 'Bearer undefined', `Bearer ${text}`])
    expect(isOperatorRequest({ authorization }, null)).toBe(false);
});
