import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCompose } from '../lint/compose-file.ts';
import { runChecks } from './check.ts';
import { type Configuration, configurationCheck } from './configuration-check.ts';
import { environmentOf, outsideNames } from './environment.ts';

const compose = readCompose(readFileSync('docker-compose.phala.yaml', 'utf8'));
const key = (first: number) =>
  Buffer.from(Array.from({ length: 32 }, (_none, index) => first + index)).toString('base64');
const GOOD = {
  OPENAI_API_KEY: 'not-shown-model-key',
  METRICS_TOKEN: '',
  OPERATOR_TOKEN: '',
  START_AS: '',
  ENCRYPTION_MASTER_KEY: key(1),
  ENCRYPTION_MASTER_KEY_PREVIOUS: '',
  BACKUP_KEY: '',
};
const TOKEN = '0123456789abcdef'.repeat(4);
const file = { path: '.env.production', mode: 0o600, isTracked: false };

const check = async (change: Partial<Configuration>) => {
  const seen: Record<string, string>[] = [];
  const readConfig = (env: Record<string, string>) => seen.push(env);
  const all: Configuration = { compose, values: GOOD, file, readConfig, ...change };
  const [result] = await runChecks([configurationCheck(all)], () => undefined);
  return { ...result!, text: result!.details.join('\n'), seen };
};

it('the names are those that the compose file takes from outside', () => {
  expect(outsideNames(compose).sort()).toEqual(Object.keys(GOOD).sort());
  expect(environmentOf(compose, 'vault', GOOD)).toMatchObject({ TEE_MODE: 'required', ENCRYPTION_MASTER_KEY: key(1) });
  expect(environmentOf(compose, 'backend', GOOD)).not.toHaveProperty('ENCRYPTION_MASTER_KEY');
});

describe('a configuration', () => {
  it('is good when both services would start with it', async () => {
    const { status, seen } = await check({});
    expect(status).toBe('pass');
    expect(seen.map(({ TEE_MODE, DATA_DIR }) => [TEE_MODE, DATA_DIR])).toEqual([
      ['off', '/data'],
      ['off', undefined],
    ]);
  });

  it('may hold what the platform needs for a private registry', async () => {
    const values = { ...GOOD, DSTACK_DOCKER_USERNAME: 'someone', DSTACK_DOCKER_PASSWORD: 'not-shown' };
    expect((await check({ values })).status).toBe('pass');
  });

  it('may hold an operator’s token, or none', async () => {
    expect((await check({ values: { ...GOOD, OPERATOR_TOKEN: TOKEN } })).status).toBe('pass');
  });

  it('may be for restoring a copy', async () => {
    expect((await check({ values: { ...GOOD, OPERATOR_TOKEN: TOKEN, START_AS: 'restore' } })).status).toBe('pass');
  });

  it('may hold the key before, while keys are moved', async () => {
    expect((await check({ values: { ...GOOD, ENCRYPTION_MASTER_KEY_PREVIOUS: key(40) } })).status).toBe('pass');
  });

  const { OPENAI_API_KEY, ...without } = GOOD;
  const broken = () => {
    throw new Error('PORT must be a number.');
  };
  it.each<[string, Partial<Configuration>, RegExp]>([
    ['a name is missing', { values: without }, /OPENAI_API_KEY is missing: every push replaces all/],
    ['a name is too many', { values: { ...GOOD, SSH_KEY: 'x' } }, /SSH_KEY is not used/],
    ['a value is empty', { values: { ...GOOD, OPENAI_API_KEY: '' } }, /OPENAI_API_KEY is empty/],
    ['a value is a placeholder', { values: { ...GOOD, OPENAI_API_KEY: 'sk-...' } }, /still a placeholder/],
    [
      'the operator’s token is a placeholder',
      { values: { ...GOOD, OPERATOR_TOKEN: 'change-me' } },
      /OPERATOR_TOKEN is still/,
    ],
    ['nobody could send the copy', { values: { ...GOOD, START_AS: 'restore' } }, /nobody could send the copy/],
    ['a value has quotes', { values: { ...GOOD, OPENAI_API_KEY: '"quoted"' } }, /blanks or quotes/],
    ['the key is too short', { values: { ...GOOD, ENCRYPTION_MASTER_KEY: 'c2hvcnQ=' } }, /not 32 bytes/],
    [
      'the key is made up',
      { values: { ...GOOD, ENCRYPTION_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') } },
      /not random/,
    ],
    [
      'the key before is broken',
      { values: { ...GOOD, ENCRYPTION_MASTER_KEY_PREVIOUS: 'abc' } },
      /_PREVIOUS is not 32 bytes/,
    ],
    ['both keys are one', { values: { ...GOOD, ENCRYPTION_MASTER_KEY_PREVIOUS: key(1) } }, /are the same/],
    ['the key of backups is a key of the accounts', { values: { ...GOOD, BACKUP_KEY: key(1) } }, /are the same/],
    ['the key of backups is broken', { values: { ...GOOD, BACKUP_KEY: 'abc' } }, /BACKUP_KEY is not 32 bytes/],
    ['others can read the file', { file: { ...file, mode: 0o644 } }, /chmod 600/],
    ['git tracks the file', { file: { ...file, isTracked: true } }, /tracked by git/],
    ['a service would not start', { readConfig: broken }, /The backend would not start: PORT must be a number/],
    [
      'a name is missing in the shell',
      { file: null, values: { OPENAI_API_KEY: 'x1' } },
      /ENCRYPTION_MASTER_KEY is missing/,
    ],
  ])('is bad when %s', async (_what, change, sentence) => {
    const { status, text } = await check(change);
    expect([status, text]).toEqual(['fail', expect.stringMatching(sentence)]);
    for (const value of Object.values(change.values ?? GOOD))
      if (value && value.length > 5) expect(text).not.toContain(value);
  });

  it('is skipped with a reason where there is none', async () => {
    expect(await check({ file: null, values: { PATH: '/bin' } })).toMatchObject({
      status: 'skipped',
      text: expect.stringContaining('--env'),
    });
  });
});
