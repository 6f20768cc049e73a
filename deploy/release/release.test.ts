import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPolicy } from '../../server/src/verify/attestation/release-policy.ts';
import { lintCompose } from '../lint/lint.ts';
import { assumedPrediction, compareObserved, observedPrediction } from './app-compose.ts';
import { fillCompose } from './fill-compose.ts';
import { type Identity, releaseIdentity } from './identity.ts';
import { verifyPolicy } from './verify-policy.ts';

const COMPOSE = 'docker-compose.phala.yaml';
const committed = readFileSync(COMPOSE, 'utf8');
const NAMES = [
  'OPENAI_API_KEY',
  'METRICS_TOKEN',
  'OPERATOR_TOKEN',
  'START_AS',
  'ENCRYPTION_MASTER_KEY',
  'ENCRYPTION_MASTER_KEY_PREVIOUS',
  'BACKUP_KEY',
];
const TRACKED = [
  '.dockerignore',
  'Dockerfile.backend',
  'Dockerfile.frontend',
  COMPOSE,
  'package.json',
  'package-lock.json',
];
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const git = (root: string, ...args: string[]) => {
  const author = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com'];
  execFileSync('git', [...author, ...args], {
    cwd: root,
    env: { ...process.env, GIT_COMMITTER_DATE: '2026-01-31T12:00:00Z' },
  });
};
const put = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

/** A repository with the files that make a release, and something built beside them. */
const makeRepository = (): string => {
  const root = join(folder, 'origin');
  for (const path of [...TRACKED, 'schema.graphql', 'server/package.json', 'client/package.json'])
    put(root, path, readFileSync(path, 'utf8'));
  put(root, '.gitignore', 'dist/\n');
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'Begin');
  for (const path of ['server/dist/src/bin/main.js', 'server/dist/.built-from', 'client/dist/index.html'])
    put(root, path, path);
  return root;
};

const cloneOf = (root: string, name: string): string => {
  const clone = join(folder, name);
  execFileSync('git', ['clone', '-q', root, clone]);
  for (const part of ['server/dist', 'client/dist']) cpSync(join(root, part), join(clone, part), { recursive: true });
  return clone;
};

const differences = (a: Identity, b: Identity): string[] => {
  const flat = (value: unknown, path = ''): [string, string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => flat(inner, `${path}/${key}`))
      : [[path, String(value)]];
  const other = new Map(flat(b));
  return flat(a).flatMap(([path, value]) => (other.get(path) === value ? [] : [path]));
};

describe('the identity of a release', () => {
  it('is the same twice, and the same in two clones', () => {
    const origin = makeRepository();
    const [one, two] = [cloneOf(origin, 'one'), cloneOf(origin, 'two')];
    const text = (root: string) => JSON.stringify(releaseIdentity(root));
    expect(text(one)).toBe(text(one));
    expect(text(two)).toBe(text(one));
    expect(releaseIdentity(one)).toMatchObject({
      git: { commit: expect.stringMatching(/^[0-9a-f]{40}$/), clean: true },
      sourceDateEpoch: Date.UTC(2026, 0, 31, 12) / 1000,
      compose: { sha256: hash(committed), allowedEnvs: NAMES },
    });
  });

  it.each([
    ['Dockerfile.backend', ['/files/Dockerfile.backend', '/git/clean']],
    ['package-lock.json', ['/files/package-lock.json', '/git/clean']],
    ['server/dist/src/bin/main.js', ['/built/server/dist/sha256']],
    ['client/dist/index.html', ['/built/client/dist/sha256']],
    ['server/dist/src/hidden.js', ['/built/server/dist/files', '/built/server/dist/sha256']],
    [COMPOSE, ['/compose/bytes', '/compose/sha256', `/files/${COMPOSE}`, '/git/clean', '/predicted/composeHash']],
  ])('says it when %s is another', (path, expected) => {
    const root = makeRepository();
    const before = releaseIdentity(root);
    appendFileSync(join(root, path), '#');
    expect(differences(releaseIdentity(root), before).sort()).toEqual(expected.sort());
  });

  it('tells two files that have changed places from those that have not', () => {
    const root = makeRepository();
    put(root, 'server/dist/a', '1');
    put(root, 'server/dist/b', '2');
    const before = releaseIdentity(root);
    put(root, 'server/dist/a', '2');
    put(root, 'server/dist/b', '1');
    expect(differences(releaseIdentity(root), before)).toEqual(['/built/server/dist/sha256']);
  });
});

describe('the hash that an enclave would measure', () => {
  const input = { compose: committed, allowedEnvs: NAMES };
  const document = {
    zeta: 1,
    allowed_envs: [...NAMES].reverse(),
    docker_compose_file: 'old',
    name: 'x',
    public_logs: false,
    public_sysinfo: false,
  };

  it('says of itself that it is assumed, until something was observed', () => {
    const { basis, assumptions, composeHash } = assumedPrediction(input);
    expect([basis, composeHash]).toEqual(['assumed', expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(assumptions[0]).toMatch(/Never compared with a real deployment/);
  });

  it.each([
    ['on one line', JSON.stringify(document)],
    ['with blanks', JSON.stringify(document, null, 2)],
    ['with a line end', `${JSON.stringify(document, null, 4)}\n`],
    ['without a blank after a colon', JSON.stringify(document, null, 4).replaceAll('": ', '":')],
  ])('follows from a document that was observed: %s', (_how, observed) => {
    const expected = observed.replace('"old"', () => JSON.stringify(committed));
    expect(observedPrediction(observed, input)).toMatchObject({ basis: 'observed', composeHash: hash(expected) });
  });

  it('is not made up for a document in an unknown style', () => {
    expect(() => observedPrediction('{ "docker_compose_file" : "x" }', input)).toThrow(/nothing can be predicted/);
  });

  it('is that of the bytes as they are, and what they say is compared', () => {
    const good = JSON.stringify({ ...document, docker_compose_file: committed });
    expect(compareObserved(good, input)).toEqual({ composeHash: hash(good), composeFileIsOurs: true, faults: [] });
    const fromPrivate = JSON.stringify({ ...JSON.parse(good), allowed_envs: [...NAMES, 'DSTACK_DOCKER_PASSWORD'] });
    expect(compareObserved(fromPrivate, input).faults).toEqual([]);
    const bad = JSON.stringify({
      ...document,
      docker_compose_file: `${committed} `,
      allowed_envs: ['X'],
      public_logs: true,
      public_sysinfo: true,
      pre_launch_script: 'x',
      init_script: 'x',
    });
    const { composeFileIsOurs, faults } = compareObserved(bad, input);
    expect([composeFileIsOurs, faults.length]).toEqual([false, 6]);
  });
});

describe('what a verifier shall demand', () => {
  const observed = (change = {}) =>
    JSON.stringify({
      allowed_envs: NAMES,
      docker_compose_file: committed,
      public_logs: false,
      public_sysinfo: false,
      ...change,
    });

  it('is the hash that a deployment of exactly this shows', () => {
    const root = makeRepository();
    const policy = verifyPolicy(releaseIdentity(root, { appCompose: observed() }));
    expect(readPolicy(policy)).toMatchObject({ composeHashes: [hash(observed())], tcb: { statuses: ['UpToDate'] } });
  });

  it('is never a guess, and never another program', () => {
    const root = makeRepository();
    expect(() => verifyPolicy(releaseIdentity(root))).toThrow(/--app-compose/);
    const other = releaseIdentity(root, { appCompose: observed({ docker_compose_file: 'services: {}' }) });
    expect(() => verifyPolicy(other)).toThrow(/not this release/);
  });
});

describe('making a release', () => {
  const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
  const inputs = {
    backend: `ghcr.io/somebody/tuxedo-backend@${digest('a')}`,
    frontend: `ghcr.io/somebody/tuxedo-frontend@${digest('b')}`,
    publicUrl: 'https://tuxedo.example.com',
  };

  it('fills in what was open and leaves every other byte', () => {
    const filled = fillCompose(committed, inputs);
    expect(lintCompose('x', filled, { release: true })).toEqual([]);
    const changed = filled.split('\n').filter((line, index) => line !== committed.split('\n')[index]);
    expect(changed.map((line) => line.trim().split(/[:=]/)[0])).toEqual([
      'image',
      'command',
      'image',
      '- PUBLIC_URL',
      'image',
      '- PUBLIC_URL',
    ]);
  });

  it('refuses a file in which nothing is open', () => {
    expect(() => fillCompose(fillCompose(committed, inputs), inputs)).toThrow(/does not hold registry.invalid/);
  });
});
