import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { ConfigError, environmentOfVault, forgetKeysInEnvironment, readConfig } from './config.js';

const key = randomBytes(32);
const text = key.toString('base64');
const token = randomBytes(32).toString('hex');

it('takes a master key in either form of base64, as a Fernet key is written too', () => {
  for (const form of [text, `${key.toString('base64url')}=`, key.toString('base64url'), ` ${text}\n`]) {
    const { secrets } = readConfig({ ENCRYPTION_MASTER_KEY: form });
    expect(Buffer.from(secrets.masterKey.read()!)).toEqual(key);
  }
});

it.each(['', ' ', text.slice(4), `${text}AAAA`, 'correct horse battery staple'].filter((wrong) => wrong !== ''))(
  'refuses %j as a key, by name and without its value',
  (wrong) => {
    for (const name of ['ENCRYPTION_MASTER_KEY', 'ENCRYPTION_MASTER_KEY_PREVIOUS']) {
      const read = () => readConfig({ ENCRYPTION_MASTER_KEY: text, [name]: wrong });
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(`${name} must be 32 bytes in base64`);
    }
  },
);

it('refuses a previous key without the one to move to', () => {
  expect(() => readConfig({ ENCRYPTION_MASTER_KEY_PREVIOUS: text })).toThrow(/ENCRYPTION_MASTER_KEY is not/);
});

it('wipes a key once it was used, and says so to whoever asks again', () => {
  const { secrets } = readConfig({ ENCRYPTION_MASTER_KEY: text, ENCRYPTION_MASTER_KEY_PREVIOUS: text });
  secrets.forgetKeys();
  for (const legacy of secrets.legacy.keys) expect(legacy).toEqual(new Uint8Array(legacy.length));
  expect(() => secrets.masterKey.read()).toThrow(/read already/);
  expect(() => secrets.previousMasterKey?.read()).toThrow(/read already/);
});

it('takes the keys out of the environment, and leaves the rest', () => {
  const keys = { ENCRYPTION_MASTER_KEY: text, ENCRYPTION_MASTER_KEY_PREVIOUS: text, BACKUP_KEY: text };
  const env = { ...keys, OPERATOR_TOKEN: token, PORT: '1' };
  forgetKeysInEnvironment(env);
  expect(env).toEqual({ PORT: '1' });
});

it('tells a vault that it starts the keys, and not the operator’s token', () => {
  const env = { ENCRYPTION_MASTER_KEY: text, OPERATOR_TOKEN: token };
  expect(environmentOfVault(env)).toEqual({ ENCRYPTION_MASTER_KEY: text });
  expect(env.OPERATOR_TOKEN).toBe(token);
});

it.each(['short', 'x'.repeat(31), `${token} ${token}`, `${'0'.repeat(31)}1`, 'é'.repeat(40), token.repeat(9)])(
  'refuses %j as the operator’s token, by name and without its value',
  (wrong) => {
    for (const holdsKeys of [true, false]) {
      const read = () => readConfig({ ENCRYPTION_MASTER_KEY: text, OPERATOR_TOKEN: wrong }, { holdsKeys });
      expect(read).toThrow(/^OPERATOR_TOKEN (must have|is not random)/);
      expect(read).not.toThrow(wrong);
    }
  },
);

it('refuses an operator’s token that whoever watches has too', () => {
  for (const holdsKeys of [true, false])
    expect(() => readConfig({ OPERATOR_TOKEN: token, METRICS_TOKEN: token }, { holdsKeys })).toThrow(/are the same/);
});

it('keeps the operator’s token as a hash alone, in either process', () => {
  for (const holdsKeys of [true, false]) {
    const { secrets } = readConfig({ ENCRYPTION_MASTER_KEY: text, OPERATOR_TOKEN: token }, { holdsKeys });
    expect(secrets.operatorToken?.matches(token)).toBe(true);
    expect(secrets.operatorToken?.matches(`${token} `)).toBe(false);
    expect(inspect(secrets.operatorToken, { depth: null, showHidden: true })).not.toContain(token);
    expect(readConfig({ OPERATOR_TOKEN: '' }, { holdsKeys }).secrets.operatorToken).toBeNull();
  }
});

it('shows no key, however it is looked at', () => {
  const { config, secrets } = readConfig({ ENCRYPTION_MASTER_KEY: text, LEGACY_ENCRYPTION_MASTER_KEY: 'old secret' });
  const seen = [JSON.stringify({ config, secrets }), inspect({ config, secrets }, { depth: null, showHidden: true })];
  for (const one of seen) expect(one).not.toMatch(/old secret/);
  for (const one of seen) expect(one).not.toContain(text.slice(0, 12));
});

it.each([{ BACKUP_RETENTION_DAYS: '0' }, { KEY_ROTATION_DAYS: '-1' }, { KEY_ROTATION_DAYS: 'soon' }])(
  'refuses %j',
  (env) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
  },
);
