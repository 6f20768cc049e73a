import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import type { Ladder } from '../house.ts';
import type { Tree } from '../tree.ts';

const foldersOf = ({ root, rungs }: Ladder): string[] => rungs.map((rung) => join(root, rung));

/** The folders on disk and the rungs are the same ones. */
export const findUnlisted = (tree: Tree, ladder: Ladder): Finding[] => {
  const listed = foldersOf(ladder);
  const there = new Set([...tree.values()].map(({ folder }) => folder));
  const unlisted = [...there].filter(
    (folder) => `${folder}/`.startsWith(`${ladder.root}/`) && !listed.includes(folder),
  );
  const empty = listed.filter((folder) => !there.has(folder));
  return [
    ...unlisted.map((file) => ({ file, what: 'is no rung', todo: 'Put it on its place in ladder/house.ts' })),
    ...empty.map((file) => ({ file, what: 'is a rung without a source', todo: 'Take it off ladder/house.ts' })),
  ];
};

/** As the rungs have one order, this forbids circles of folders, too. */
export const findClimbing = (tree: Tree, ladder: Ladder): Finding[] => {
  const height = new Map(foldersOf(ladder).map((folder, index) => [folder, index]));
  const climbs = (from: string, to: string): boolean => (height.get(to) ?? Infinity) < (height.get(from) ?? -1);
  return [...tree.values()]
    .filter(({ test }) => !test)
    .flatMap(({ path, folder, arrows }) =>
      arrows
        .filter(({ target }) => climbs(folder, tree.get(target)?.folder ?? ''))
        .map(({ target }) => ({
          file: path,
          what: `imports ${target}`,
          todo: 'That stands above it: move what both need down, or take an interface that the upper one fills in',
        })),
    );
};
