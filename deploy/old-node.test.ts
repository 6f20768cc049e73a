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
