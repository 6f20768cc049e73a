import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillCompose } from './release/fill-compose.ts';

// All in one file, and so one after the other: each of them builds what is out of date.
const COMPOSE = 'docker-compose.phala.yaml';
const committed = readFileSync(COMPOSE, 'utf8');
const PATIENCE_MS = 180_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (script: string, ...args: string[]) => {
  const env = { PATH: process.env.PATH, DATA_DIR: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`, ...args], {
    encoding: 'utf8',
    env,
  });
  return { status, output: stdout + stderr };
};
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  return path;
};

it.each(['lint-deploy', 'preflight', 'release', 'release-identity'])(
  '%s says how it is used to whoever mistypes an option',
  (script) => {
    expect(run(script, '--nonsense')).toMatchObject({
      status: 2,
      output: expect.stringMatching(/^Unknown option '--nonsense'.*Usage: npm run .*$/s),
    });
  },
);

describe('npm run lint:deploy', () => {
  it('holds what is committed to its rules, and to more of them for a release', () => {
    expect(run('lint-deploy')).toMatchObject({ status: 0, output: expect.stringMatching(/^\d+ rules hold\.\n$/) });
    const release = run('lint-deploy', '--release');
    expect([release.status, release.output]).toEqual([1, expect.stringContaining('image-digest')]);
  });

  it('reads the file that it is given', () => {
    const compose = write('compose.yaml', committed.replace('read_only: true', 'read_only: false'));
    expect(run('lint-deploy', '--compose', compose)).toMatchObject({
      status: 1,
      output: expect.stringContaining('frontend.'),
    });
  });
});

describe('npm run preflight', () => {
  const modelKey = `k${randomBytes(12).toString('hex')}`;
  const masterKey = randomBytes(32).toString('base64');
  const env = (change = ''): string =>
    write(
      'env',
      `OPENAI_API_KEY=${modelKey}\nMETRICS_TOKEN=\nOPERATOR_TOKEN=\nSTART_AS=\nENCRYPTION_MASTER_KEY=${masterKey}\nENCRYPTION_MASTER_KEY_PREVIOUS=\nBACKUP_KEY=\n${change}`,
    );
  const preflight = (...args: string[]) => {
    const { status, output } = run('preflight', '--skip-tests', ...args);
    for (const secret of [modelKey, masterKey]) expect(output).not.toContain(secret);
    return { status, output };
  };

  it(
    'ends with 0 when what was asked for holds, and says what was not asked',
    () => {
      const { status, output } = preflight('--env', env());
      expect([status, output]).toEqual([0, expect.stringContaining('5 passed, 0 failed, 4 skipped')]);
      expect(output).toMatch(/SKIP {2}user isolation tests/);
    },
    PATIENCE_MS,
  );

  it(
    'ends with 1 for a fault in any part, and goes on to the others',
    () => {
      const compose = write('compose.yaml', committed.replace('TEE_MODE=required', 'TEE_MODE=off'));
      const { status, output } = preflight('--env', env('EXTRA=1\n'), '--compose', compose, '--release');
      expect(status).toBe(1);
      expect(output).toMatch(/FAIL {2}configuration\n.*EXTRA/);
      expect(output).toMatch(/FAIL {2}Dockerfiles/);
      expect(output).toMatch(/FAIL {2}compose file[\s\S]*enclave-required/);
      expect(output).toMatch(/PASS {2}database schema/);
      expect(output).toContain('2 passed, 3 failed, 4 skipped');
    },
    PATIENCE_MS,
  );

  it.each([
    ['short', 'b'.repeat(31), /OPERATOR_TOKEN must have 32 to 512 characters/],
    ['made up', 'operator'.repeat(4), /OPERATOR_TOKEN is not random/],
  ])(
    'ends with 1 for an operator’s token that is %s, without its value',
    (_what, token, sentence) => {
      const path = env();
      writeFileSync(path, readFileSync(path, 'utf8').replace('OPERATOR_TOKEN=', `OPERATOR_TOKEN=${token}`));
      const { status, output } = preflight('--env', path);
      expect([status, output]).toEqual([1, expect.stringMatching(sentence)]);
      expect(output).not.toContain(token);
    },
    PATIENCE_MS,
  );

  it(
    'takes a damaged database and a broken address for failures, not for the end',
    () => {
      write('tuxedo.sqlite', 'this is no database at all, however long it may be'.repeat(100));
      expect(preflight()).toMatchObject({
        status: 1,
        output: expect.stringMatching(/FAIL {2}database schema[\s\S]*PASS {2}compose/),
      });
      const { status, output } = preflight('--env', env('DATABASE_URL=mysql://x\n'));
      expect([status, output]).toEqual([
        1,
        expect.stringMatching(/FAIL {2}database schema\n +DATABASE_URL must start/),
      ]);
    },
    PATIENCE_MS,
  );

  it(
    'says which file is not there',
    () => {
      expect(preflight('--env', join(folder, 'none'))).toMatchObject({
        status: 2,
        output: expect.stringContaining('There is no file'),
      });
    },
    PATIENCE_MS,
  );
});

describe('npm run release', () => {
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
  const inputs = {
    backend: `ghcr.io/somebody/tuxedo-backend@${digest('a')}`,
    frontend: `ghcr.io/somebody/tuxedo-frontend@${digest('b')}`,
    publicUrl: 'https://tuxedo.example.com',
  };
  const given = ['--backend', inputs.backend, '--frontend', inputs.frontend, '--public-url', inputs.publicUrl];
  const release = (...args: string[]) => run('release', '--out', folder, ...args);

  it(
    'writes both files and lints them as a release',
    () => {
      const { output } = release(...given, '--node-image', `node:24-bookworm-slim@${digest('c')}`);
      const made = readFileSync(join(folder, COMPOSE), 'utf8');
      expect(made).toBe(fillCompose(committed, inputs));
      const identity = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8'));
      expect(identity).toMatchObject({
        images: { vault: inputs.backend },
        compose: { bytes: Buffer.byteLength(made) },
      });
      // Whether it is ready depends on what is not committed while this test runs.
      expect(output).toMatch(identity.git.clean ? /are ready/ : /Not fit/);
    },
    PATIENCE_MS,
  );

  it.each([
    ['a tag', [...given, '--backend', 'ghcr.io/somebody/tuxedo:v1'], /image-digest/],
    ['plain http', [...given, '--public-url', 'http://tuxedo.example.com'], /one-public-address/],
    ['an address left open', [...given, '--public-url', 'https://other.invalid'], /no-placeholders/],
  ])(
    'fails with %s',
    (_what, args, rule) => {
      const { status, output } = release(...args, '--node-image', `node@${digest('c')}`);
      expect([status, output]).toEqual([1, expect.stringMatching(rule)]);
    },
    PATIENCE_MS,
  );

  it(
    'asks for what is missing',
    () => {
      const { status, output } = release(...given);
      expect([status, output]).toEqual([2, expect.stringContaining('--node-image')]);
    },
    PATIENCE_MS,
  );
});

describe('what the image of the front end starts', () => {
  const program = ['--enable-source-maps', 'server/dist/src/transports/front/main.js'];

  it(
    'serves the pages, and ends when it is told to',
    async () => {
      expect(run('build').status).toBe(0);
      const args = [
        '--port',
        '0',
        '--host',
        '127.0.0.1',
        '--backend',
        'http://127.0.0.1:1',
        '--public-url',
        'https://tuxedo.test',
      ];
      const child = spawn(process.execPath, [...program, ...args], { env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = once(child, 'exit');
      const [line] = await once(child.stdout, 'data');
      const port = /:(\d+)\.$/m.exec(String(line))?.[1];
      expect((await fetch(`http://127.0.0.1:${port}/front/live`)).status).toBe(200);
      const page = await fetch(`http://127.0.0.1:${port}/approvals`, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<div id="root">');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    },
    PATIENCE_MS,
  );

  it(
    'says in a sentence why it does not start',
    () => {
      const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8', env: {} });
      expect([status, stderr]).toEqual([
        2,
        'The front end did not start. Give --backend an address that begins with http:// or https://.\n',
      ]);
    },
    PATIENCE_MS,
  );
});
