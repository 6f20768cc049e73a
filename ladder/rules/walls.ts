import type { Finding } from '../finding.ts';
import type { Wall } from '../house.ts';
import type { Tree } from '../tree.ts';

export const findThroughWalls = (tree: Tree, { from, but, to, todo }: Wall): Finding[] =>
  [...tree.values()]
    .filter(({ path }) => from.test(path) && !but.test(path))
    .flatMap(({ path, arrows }) =>
      arrows
        .filter(({ target }) => to.test(target))
        .map(({ target }) => ({ file: path, what: `imports ${target}`, todo })),
    );
