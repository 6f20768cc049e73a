import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asList, mountsOf, readCompose, serviceNamed } from './lint/compose-file.ts';
import { readDockerfile } from './lint/dockerfile.ts';

const copied = (name: string): string[] =>
  readDockerfile(readFileSync(name, 'utf8'))
    .stages.at(-1)!
    .instructions.filter((one) => one.name === 'COPY')
    .flatMap(({ args }) => args.split(/\s+/).slice(1, -1))
    .map((path) => path.replace('/app/', ''));

/** Every file of ours that a program loads when it runs, and every name of a package. */
const importsOf = (entry: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const source = readFileSync(entry, 'utf8').replaceAll(/import type [^;]+;/g, '');
  for (const [, from = ''] of source.matchAll(/from '([^']+)'/g)) {
    if (!from.startsWith('.')) seen.add(from);
    else importsOf(join(dirname(entry), from.replace(/\.js$/, '.ts')), seen);
  }
  return seen;
};

describe('the image of the front end', () => {
  it('holds every file that the front end loads, and needs no package', () => {
    const folders = copied('Dockerfile.frontend').map((path) => path.replace('server/dist/src', 'server/src'));
    const holds = (path: string) =>
      folders.some((folder) => path === folder.replace(/\.js$/, '.ts') || path.startsWith(`${folder}/`));
    const loaded = [...importsOf('server/src/transports/front/main.ts')];
    expect(loaded.length).toBeGreaterThan(5);
    expect(loaded.filter((path) => !path.startsWith('node:') && !holds(path))).toEqual([]);
  });
});

describe('what the compose file starts', () => {
  const compose = readCompose(readFileSync('docker-compose.phala.yaml', 'utf8'));

  it('is in the image, and has been written', () => {
    const images: [string, string][] = [
      ['backend', 'Dockerfile.backend'],
      ['vault', 'Dockerfile.backend'],
    ];
    for (const [service, image] of images) {
      const program = asList(serviceNamed(compose, service)?.fields.command).map(String).at(-1)!;
      expect(copied(image).some((folder) => program.startsWith(`${folder}/`))).toBe(true);
      expect(existsSync(program.replace('dist/', '').replace(/\.js$/, '.ts'))).toBe(true);
    }
  });

  it('writes to folders that the image gives to its user', () => {
    const made = readFileSync('Dockerfile.backend', 'utf8')
      .match(/install -d -o 10001 -g 10001 -m 0700 (.*)/)?.[1]
      ?.split(' ');
    const mounted = ['backend', 'vault'].flatMap((name) => mountsOf(serviceNamed(compose, name)));
    const targets = mounted.filter(({ source }) => !source.startsWith('/')).map(({ target }) => target);
    expect(new Set(targets)).toEqual(new Set(made));
  });
});
