import type { Dockerfile, Instruction, Stage } from './dockerfile.ts';
import type { Rule } from './rule.ts';
import { findSecrets, SECRET_NAME } from './secret-patterns.ts';

/** A Dockerfile and the base image that the build is given by `--build-arg NODE_IMAGE=...`, if any. */
export type Build = { dockerfile: Dockerfile; nodeImage: string | null; ignore: string };

const BASE = '${NODE_IMAGE}';
const PINNED = /@sha256:(?!0{64})[0-9a-f]{64}$/;
const last = ({ dockerfile }: Build): Stage => dockerfile.stages.at(-1) ?? { from: '', name: null, instructions: [] };
const only = (stage: Stage, name: string): Instruction[] => stage.instructions.filter((one) => one.name === name);
const lines = (found: readonly Instruction[]): string[] => found.map(({ line }) => `Line ${line}.`);
const runs = ({ dockerfile }: Build): Instruction[] => dockerfile.instructions.filter(({ name }) => name === 'RUN');

const baseFaults = (build: Build, release: boolean): string[] => {
  const { stages, args } = build.dockerfile;
  const names = new Set(stages.map(({ name }) => name));
  const foreign = stages.filter(({ from }) => from !== BASE && !names.has(from));
  const image = build.nodeImage ?? args.get('NODE_IMAGE') ?? '';
  return [
    ...foreign.map(({ from }) => `FROM ${from}.`),
    ...(release && !PINNED.test(image)
      ? ['Give it with its digest: --node-image node:24-bookworm-slim@sha256:...']
      : []),
  ];
};

const secretFaults = ({ dockerfile }: Build): string[] => [
  ...findSecrets(dockerfile.text).map(({ what, line }) => `Line ${line} looks like ${what}.`),
  ...lines(
    dockerfile.instructions.filter(({ name, args }) => /^(ENV|ARG|LABEL)$/.test(name) && SECRET_NAME.test(args)),
  ),
  ...lines(
    dockerfile.instructions.filter(
      ({ name, args }) =>
        /^(COPY|ADD)$/.test(name) && /(^|[\s/])(\.env|\.npmrc|\.ssh|data|[^\s]+\.(key|pem))(?=$|[\s/.])/.test(args),
    ),
  ),
];

const userFaults = (build: Build): string[] => {
  const user = only(last(build), 'USER').at(-1)?.args ?? 'root';
  return /^[1-9]\d*:[1-9]\d*$/.test(user) ? [] : [`It runs as ${user}.`];
};

/** What goes into an image, and how it starts. */
export const DOCKERFILE_RULES: readonly Rule<Build>[] = [
  {
    id: 'docker-base',
    sentence: 'Every stage begins with the one base image NODE_IMAGE, which a release gives with its digest.',
    check: (build, { release }) => baseFaults(build, release),
  },
  { id: 'docker-secrets', sentence: 'No layer holds a secret.', check: secretFaults },
  {
    id: 'docker-context',
    sentence: '.dockerignore lets in by name what the build needs, and never an env file, a key, data or node_modules.',
    check: ({ ignore }) => {
      const kept = ignore.split('\n').map((line) => line.trim());
      const needed = ['**/node_modules', '**/dist', '**/data', '**/.env*', '**/*.key', '**/*.pem'];
      const lastLet = kept.findLastIndex((line) => line.startsWith('!'));
      return [
        ...(kept[0] === '*' ? [] : ['It does not begin with "*".']),
        ...needed.filter((line) => kept.indexOf(line) <= lastLet).map((line) => `"${line}" is missing at its end.`),
      ];
    },
  },
  {
    id: 'docker-install',
    sentence: 'Packages come from the lockfile alone and run no script of theirs.',
    check: (build) =>
      lines(
        runs(build).filter(({ args }) =>
          args
            .split('&&')
            .some((part) => /\b(npm|npx|yarn|pnpm)\s+\w/.test(part) && !/\bnpm ci --ignore-scripts\b/.test(part)),
        ),
      ),
  },
  {
    id: 'docker-download',
    sentence: 'Nothing is fetched that no lockfile pins.',
    check: ({ dockerfile }) =>
      lines(
        dockerfile.instructions.filter(
          ({ name, args }) =>
            name === 'ADD' ||
            (name === 'RUN' && /\b(apt|apt-get|apk|curl|wget|git clone|pip)\b|https?:\/\//.test(args)),
        ),
      ),
  },
  {
    id: 'docker-stages',
    sentence: 'The last stage takes files out of earlier ones alone, so that no source, tool or cache is left in it.',
    check: (build) => [
      ...(build.dockerfile.stages.length > 1 ? [] : ['There is one stage.']),
      ...lines(only(last(build), 'COPY').filter(({ args }) => !args.startsWith('--from='))),
    ],
  },
  { id: 'docker-user', sentence: 'It runs as a user and a group that are not root, by number.', check: userFaults },
  {
    id: 'docker-healthcheck',
    sentence: 'It has a healthcheck by node, because nothing else is in the image.',
    check: (build) =>
      only(last(build), 'HEALTHCHECK').some(({ args }) => /CMD \["node", "-e", "/.test(args)) ? [] : ['There is none.'],
  },
  {
    id: 'docker-start',
    sentence: 'It starts node without a shell, so that signals reach it.',
    check: (build) => {
      const start = [...only(last(build), 'ENTRYPOINT'), ...only(last(build), 'CMD')];
      const isExec = start.length > 0 && start.every(({ args }) => args.startsWith('['));
      return isExec && /^\["node",/.test(start[0]!.args) ? [] : ['Write it as a list that begins with "node".'];
    },
  },
  {
    id: 'docker-time',
    sentence: 'Every stage knows SOURCE_DATE_EPOCH, and no default stands in for a forgotten one.',
    check: ({ dockerfile }) =>
      dockerfile.stages
        .filter((stage) => !only(stage, 'ARG').some(({ args }) => args === 'SOURCE_DATE_EPOCH'))
        .map(({ name, from }) => `The stage ${name ?? from}.`),
  },
];
