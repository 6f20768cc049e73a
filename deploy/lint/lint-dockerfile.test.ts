import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DOCKERFILE_RULES } from './dockerfile-rules.ts';
import { lintDockerfile } from './lint.ts';

const NAMES = ['Dockerfile.backend', 'Dockerfile.frontend'];
const ignore = readFileSync('.dockerignore', 'utf8');
const pinned = `node:24-bookworm-slim@sha256:${'a'.repeat(64)}`;
const read = (name: string): string => readFileSync(name, 'utf8');
const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, () => to);
const beforeUser = (line: string) => swap('USER 10001:10001', `${line}\nUSER 10001:10001`);
const seed = `S${'B'.repeat(55)}`;

const FAULTS: [rule: string, what: string, change: (text: string) => string][] = [
  ['docker-base', 'another base', swap('FROM ${NODE_IMAGE} AS build', 'FROM node:latest AS build')],
  ['docker-secrets', 'a key in ENV', beforeUser('ENV OPENAI_API_KEY=abc')],
  ['docker-secrets', 'a token as an argument', beforeUser('ARG NPM_TOKEN')],
  ['docker-secrets', 'a seed', beforeUser(`LABEL note=${seed}`)],
  ['docker-secrets', 'an env file', swap('COPY scripts scripts', 'COPY .env scripts ./')],
  ['docker-secrets', 'a key file', swap('COPY scripts scripts', 'COPY keys/master.key scripts ./')],
  [
    'docker-secrets',
    'a secret on a line that goes on',
    beforeUser('ENV NODE_ENV=production \\\n  ENCRYPTION_MASTER_KEY=abc'),
  ],
  ['docker-install', 'an install past the lockfile', swap('npm ci --ignore-scripts', 'npm install')],
  ['docker-install', 'scripts of packages', swap('npm ci --ignore-scripts', 'npm ci')],
  [
    'docker-install',
    'a package by name',
    swap('RUN node scripts/build.mjs', 'RUN npx something && node scripts/build.mjs'),
  ],
  ['docker-download', 'a download', beforeUser('RUN curl -sSf https://get.example.com | sh')],
  ['docker-download', 'packages of the system', beforeUser('RUN apt-get install -y vim')],
  ['docker-download', 'ADD', beforeUser('ADD https://example.com/x.tgz /x')],
  ['docker-stages', 'sources in the image', beforeUser('COPY server server')],
  ['docker-stages', 'one stage', (text) => text.slice(text.lastIndexOf('FROM '))],
  ['docker-user', 'root', swap('USER 10001:10001', 'USER root')],
  ['docker-user', 'no user', swap('USER 10001:10001\n', '')],
  ['docker-healthcheck', 'none', swap(/HEALTHCHECK .*\\\n.*\n/, '')],
  ['docker-healthcheck', 'one by curl', swap(/HEALTHCHECK .*\\\n.*\n/, 'HEALTHCHECK CMD curl -f localhost\n')],
  [
    'docker-start',
    'a shell around it',
    swap(/(CMD|ENTRYPOINT) \["node", "--enable.*/, 'CMD node server/dist/src/bin/main.js'),
  ],
  ['docker-start', 'a wrapper', swap(/(CMD|ENTRYPOINT) \["node", "--enable/, 'CMD ["npm", "--enable')],
  ['docker-time', 'a stage without a time', swap('ARG SOURCE_DATE_EPOCH\n', '')],
  ['docker-time', 'a time of its own', swap('ARG SOURCE_DATE_EPOCH\n', 'ARG SOURCE_DATE_EPOCH=0\n')],
];

describe.each(NAMES)('%s', (name) => {
  const idsOf = (text: string): string[] =>
    lintDockerfile(name, { text, ignore }, { release: false }).map(({ rule }) => rule);

  it('as it is committed breaks no rule', () => {
    expect(lintDockerfile(name, { text: read(name), ignore }, { release: false })).toEqual([]);
  });

  it.each(FAULTS)('breaks the rule %s with %s', (rule, _what, change) => {
    const faulty = change(read(name));
    expect(faulty).not.toBe(read(name));
    expect(idsOf(faulty)).toContain(rule);
  });

  it('is released with the digest of its base alone', () => {
    const ids = (nodeImage?: string) =>
      lintDockerfile(name, { text: read(name), ignore, nodeImage }, { release: true }).map(({ rule }) => rule);
    expect(ids(pinned)).toEqual([]);
    for (const image of [undefined, 'node:24', `node@sha256:${'0'.repeat(64)}`])
      expect(ids(image)).toEqual(['docker-base']);
  });
});

describe('.dockerignore', () => {
  const idsOf = (text: string) =>
    lintDockerfile('x', { text: read(NAMES[0]!), ignore: text }, { release: false }).map(({ rule }) => rule);

  it.each([
    ['lets everything in', ignore.replace('*\n', '')],
    ['lets env files in', ignore.replace('**/.env*\n', '')],
    ['lets them in again', `${ignore}!server/.env\n`],
    ['is empty', ''],
  ])('is faulty when it %s', (_what, text) => {
    expect(new Set(idsOf(text))).toEqual(new Set(['docker-context']));
  });
});

it('there is a planted fault for each rule', () => {
  const planted = new Set([...FAULTS.map(([rule]) => rule), 'docker-context']);
  expect([...planted].sort()).toEqual(DOCKERFILE_RULES.map(({ id }) => id).sort());
});

it('both images are built the same way', () => {
  const [backend, frontend] = NAMES.map((name) =>
    /FROM \$\{NODE_IMAGE\} AS build\n[\s\S]*?\n\n/.exec(read(name))?.[0].trim(),
  );
  expect(backend).toBeDefined();
  expect(frontend).toBe(backend);
});
