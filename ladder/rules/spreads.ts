import type { Finding } from '../finding.ts';
import type { Tree } from '../tree.ts';

/** `...{ a, b }` looks as if something were mixed in. */
export const findSpelledSpreads = (tree: Tree): Finding[] =>
  [...tree.values()].flatMap(({ path: file, spreads }) =>
    spreads.map((line) => ({
      file,
      what: `spreads in line ${line} what it spells out itself`,
      todo: 'Write the properties plainly',
    })),
  );
