import { expect, it } from 'vitest';
import { scrub } from '../graphql/scrub.js';
import { createLogger } from './logger.js';

const logOf = (write: (log: ReturnType<typeof createLogger>) => void): string => {
  const lines: string[] = [];
  write(createLogger('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
};

it('cuts secrets out of what is logged, wherever they stand', () => {
  const text = logOf((log) => {
    log.info(
      { token: 'hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2', 'set-cookie': 'hunter2' } },
      'x',
    );
    log.info({ input: { assertion: { id: 'hunter2' }, code: 'hunter2' }, user: { recoveryCodes: ['hunter2'] } }, 'x');
    log.info({ a: { b: { token: 'hunter2', 'set-cookie': 'hunter2' } } }, 'x');
    log.error({ err: new Error('failed with token=hunter2') }, 'x');
    log.error({ error: Object.assign(new Error('failed'), { query: 'values (hunter2)' }) }, 'x');
    log.info({ req: { method: 'GET', url: '/graphql?query=hunter2' } }, 'x');
    log.info({ req: { method: 'GET', url: `/hunter2${'x'.repeat(40)}` } }, 'x');
  });
  expect(text).not.toContain('hunter2');
  expect(text).toContain('[redacted]');
});

it('keeps the reason of a database error and drops its values', () => {
  expect(scrub("insert into `users` (`name`) values ('hunter2') - UNIQUE constraint failed: users.name")).toBe(
    'UNIQUE constraint failed: users.name',
  );
});

it('cuts tokens, keys and seeds out of a text', () => {
  for (const secret of [
    'Bearer tux_abc',
    'sk-abcdef123456',
    'SDJHRQF4GCMIIKAAAQ6IHY42X73FQFLHUULAPSKKD4DFDM7UXWWCRHBE',
    'token: hunter2',
    '"apiKey":"hunter2"',
  ])
    expect(scrub(`it failed with ${secret} today`)).not.toContain(secret.split(/[ :=]+/).at(-1));
});
