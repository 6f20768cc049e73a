import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SCRIPTS = new URL('../scripts/', import.meta.url).pathname;
/** What Node 20, with which people install, does not export yet. */
const NEWER = ['globSync', 'registerHooks', 'stripTypeScriptTypes', 'getBuiltinModule'];
const imported = (file: string): string[] =>
  [...readFileSync(join(SCRIPTS, file), 'utf8').matchAll(/import[^;]*?\{([^}]*)\} from 'node:/g)].flatMap(([, names]) =>
    names!.split(',').map((name) => name.trim()),
  );
/** Only developers run it, with the Node that the project brings. */
const DEVELOPERS = ['codegen-check.mjs'];

it.each(readdirSync(SCRIPTS).filter((file) => file.endsWith('.mjs') && !DEVELOPERS.includes(file)))(
  '%s is understood by an older Node, far enough to say that it is too old',
  (file) => {
    expect(imported(file).filter((name) => NEWER.includes(name))).toEqual([]);
  },
);

it('who brings a Node of their own is led to the one that comes along', () => {
  const root = new URL('../', import.meta.url).pathname;
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const versions = new Set(
    Object.entries(optionalDependencies).map(([name, version]) => `${name.slice(0, 10)} ${version}`),
  );
  expect([...versions]).toEqual([`node-linux ${readFileSync(join(root, '.nvmrc'), 'utf8').trim()}`]);
});
