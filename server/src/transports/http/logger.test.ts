import { describe, expect, it } from 'vitest';
import { scrub } from '../../kernel/scrub.js';
import { createLogger } from './logger.js';

type Log = ReturnType<typeof createLogger>;

const logOf = (write: (log: Log) => void): string => {
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

describe('a canary does not come out of the log', () => {
  const SEED = 'SDJHRQF4GCMIIKAAAQ6IHY42X73FQFLHUULAPSKKD4DFDM7UXWWCRHBE';
  const bytes = Buffer.from('hunter2 in bytes');
  const deep = (value: unknown, levels = 6): unknown => (levels === 0 ? value : { down: [deep(value, levels - 1)] });
  class Holder {
    readonly seed = 'hunter2';
  }
  const loop: Record<string, unknown> = { token: 'hunter2' };
  loop.self = loop;

  it.each([
    ['in the depth of an object', (log: Log) => log.info({ a: deep({ token: 'hunter2' }, 3) }, 'x')],
    ['below what is looked at', (log: Log) => log.info({ a: deep({ token: 'hunter2' }, 20) }, 'x')],
    [
      'under a name that ends like one',
      (log: Log) => log.info({ a: { sessionToken: 'hunter2', api_key: 'hunter2' } }, 'x'),
    ],
    [
      'as a passkey’s answer',
      (log: Log) => log.info({ input: [{ assertion: { id: 'hunter2' } }, { response: 'hunter2' }] }, 'x'),
    ],
    ['as a code that is none of ours', (log: Log) => log.info({ a: { b: { c: { code: 'hunter2' } } } }, 'x')],
    ['in an instance of a class', (log: Log) => log.info({ a: new Holder() }, 'x')],
    [
      'in a map and a set',
      (log: Log) => log.info({ a: new Map([['x', { token: 'hunter2' }]]), b: new Set([{ seed: 'hunter2' }]) }, 'x'),
    ],
    ['in what turns itself into JSON', (log: Log) => log.info({ a: { toJSON: () => ({ password: 'hunter2' }) } }, 'x')],
    ['in an object that holds itself', (log: Log) => log.info({ loop }, 'x')],
    [
      'in an error within an object',
      (log: Log) => log.info({ a: [Object.assign(new Error('token=hunter2'), { query: 'hunter2' })] }, 'x'),
    ],
    ['in the fields of a child', (log: Log) => log.child({ a: { b: { token: 'hunter2' } } }).info('x')],
    ['in the sentence', (log: Log) => log.info('it said token=hunter2 to us')],
    [
      'in what is put into the sentence',
      (log: Log) => log.info('it said %s and %o', 'Bearer hunter2', { token: 'hunter2' }),
    ],
    ['in a text beside others', (log: Log) => log.info({ a: { note: ['password: hunter2'] } }, 'x')],
  ])('%s', (_where, write) => {
    expect(logOf(write)).not.toContain('hunter2');
    expect(logOf(write)).toContain('"level":30');
  });

  it('as a seed or as bytes, whatever the name', () => {
    const text = logOf((log) => {
      log.info({ a: { note: `it is ${SEED}.` }, b: [SEED] }, `it is ${SEED}`);
      log.info({ a: { b: { c: bytes } }, d: new Uint8Array(bytes) }, 'x');
    });
    for (const form of [SEED, bytes.toString('hex'), bytes.toString('base64'), 'hunter2', [...bytes].join(',')])
      expect(text).not.toContain(form);
  });

  it('and what a log is read for stays', () => {
    const text = logOf((log) => {
      log.info(
        { transaction: 'txn_01m81wg9q309a5vpgp', code: 'NETWORK_ERROR', at: new Date(0), ms: 12, n: 5n },
        'not signed',
      );
      log.info({ res: { statusCode: 404 } }, 'done');
    });
    for (const word of [
      'txn_01m81wg9q309a5vpgp',
      'NETWORK_ERROR',
      '1970-01-01',
      '"ms":12',
      '"n":"5"',
      'not signed',
      '404',
    ])
      expect(text).toContain(word);
  });
});
