import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Import, type Parsed, parse } from './parse.ts';

/** `target` is a path of the tree, or what the import says where that is a package, or nothing that is there. */
type Arrow = Import & { target: string };
export type Source = Parsed & { path: string; folder: string; test: boolean; arrows: Arrow[] };
export type Tree = Map<string, Source>;
export type Texts = Map<string, string>;

export const ROOTS = ['server/src', 'server/local-network', 'server/test', 'client/src'];

/** The text of every source below the roots, by its path. */
export const readTexts = (root: string): Texts => {
  const paths = globSync(`{${ROOTS.join(',')}}/**/*.{ts,tsx,mts,mjs,js}`, { cwd: root });
  return new Map(paths.toSorted().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
};

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('server/test/');

/** What an import ends in: `./x.js` is `x.ts` or `x.tsx` here. */
const resolve = (from: string, { specifier }: Import, texts: Texts): string => {
  if (!specifier.startsWith('.')) return specifier;
  const path = join(dirname(from), specifier);
  const bare = path.replace(/\.js$/, '');
  return [path, `${bare}.ts`, `${bare}.tsx`].find((candidate) => texts.has(candidate)) ?? specifier;
};

const sourceOf = (path: string, parsed: Parsed, texts: Texts): Source => ({
  ...parsed,
  path,
  folder: dirname(path),
  test: isTest(path),
  arrows: parsed.imports
    .filter(({ specifier }) => !/\.(css|json)$/.test(specifier))
    .map((found) => ({ ...found, target: resolve(path, found, texts) })),
});

/** A text that was parsed before is not parsed again. */
export const makeTree = (texts: Texts, before?: Tree): Tree =>
  new Map([...texts].map(([path, text]) => [path, sourceOf(path, before?.get(path) ?? parse(path, text), texts)]));
