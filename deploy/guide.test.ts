import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCompose } from './lint/compose-file.ts';
import { outsideNames } from './preflight/environment.ts';

const guide = readFileSync('docs/deploy-phala.md', 'utf8');

/** The commands that the guide may name, with their options as `phala <command> --help` of version 1.1.18 lists them. */
const PHALA: Record<string, string[]> = {
  login: [],
  whoami: [],
  status: [],
  ps: [],
  ssh: [],
  'instance-types': [],
  'runtime-config': [],
  deploy: [
    '-n',
    '-c',
    '-e',
    '-t',
    '-r',
    '--cvm-id',
    '--no-dev-os',
    '--no-public-logs',
    '--no-public-sysinfo',
    '--wait',
    '--kms',
    '--prepare-only',
    '--commit',
  ],
  'envs update': ['-e'],
  logs: ['--cvm-id', '-n'],
  'cvms get': ['--json'],
  'cvms attestation': ['--json'],
  'cvms restart': [],
  'cvms stop': [],
  'cvms replicate': ['-e'],
  'cvms delete': ['--yes'],
};

// The table of what is gone names gone commands on its left side.
const today = guide
  .replace(/^\| `(?:npm install -g @|phala (?:auth|cvms|docker)).*?` \|/gm, '|')
  .replaceAll('\\\n', ' ');
const commands = [...today.matchAll(/(?<=^|`|\s)phala ((?:cvms |envs )?[a-z][a-z-]*)([^`\n#|]*)/gm)].map(
  ([, name = '', rest = '']) => ({ name, options: rest.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? [] }),
);

describe('the guide', () => {
  it('names commands of the platform that there are, with options that they have', () => {
    expect(commands.length).toBeGreaterThan(20);
    const wrong = commands.filter(
      ({ name, options }) => !PHALA[name] || options.some((one) => !PHALA[name]?.includes(one)),
    );
    expect(wrong).toEqual([]);
  });

  it('names scripts of ours that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = [...guide.matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, name = '']) => name);
    expect(new Set(named)).toEqual(
      new Set([
        'backup',
        'check',
        'fake-enclave',
        'keys',
        'lint:deploy',
        'preflight',
        'release',
        'release-identity',
        'restore',
        'verify',
      ]),
    );
    for (const name of named) expect(scripts).toHaveProperty(name);
  });

  it('shows the env file with exactly the names that the compose file takes', () => {
    const shown = [...(/```\n([A-Z_=\n]+)```/.exec(guide)?.[1] ?? '').matchAll(/^([A-Z_]+)=$/gm)].map(
      ([, name]) => name,
    );
    expect(shown).toEqual(outsideNames(readCompose(readFileSync('docker-compose.phala.yaml', 'utf8'))));
  });

  it('pushes secrets as a whole file alone', () => {
    const pushes = [...today.matchAll(/phala (?:deploy|envs update)[^`\n]*? -e ([^\s`,]+)/g)].map(([, what]) => what);
    expect(new Set(pushes)).toEqual(new Set(['.env.production']));
  });
});
