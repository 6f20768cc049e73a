import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { envExample } from './env-example.ts';

const configure = readFileSync('docs/configure.md', 'utf8');
const table = (...rows: string[]) => ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
const settingsIn = (text: string): string[] => [...text.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name!);

describe('the example of an environment', () => {
  it('is the one that docs/configure.md makes: npm run env-example', () => {
    expect(readFileSync('.env.example', 'utf8')).toBe(envExample(configure));
  });

  it('sets nothing by itself', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('has each setting of the table once, and no other', () => {
    const listed = configure.split('\n').filter((line) => line.startsWith('| `'));
    const names = listed.flatMap((line) => [...line.split('|')[1]!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!));
    expect(names.length).toBeGreaterThan(30);
    expect(settingsIn(envExample(configure))).toEqual(names);
  });

  it('gives defaults that can be typed, and describes the others', () => {
    const text = envExample(table('| `PORT`, `HOST` | 4000, 127.0.0.1 | where |', '| `A_KEY` | made in `DIR` | key |'));
    expect(text).toContain('# where\n#PORT=4000\n#HOST=127.0.0.1\n');
    expect(text).toContain('# key (default: made in DIR)\n#A_KEY=\n');
  });

  it('tells by a path where a link of the table leads', () => {
    expect(envExample(table('| `A` | - | `on`: see [keys](keys.md#old) |'))).toContain('# on: see docs/keys.md#old\n');
  });
});
