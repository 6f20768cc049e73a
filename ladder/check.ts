import { type Finding, factOf } from './finding.ts';
import { LADDERS, ROOMS, WALLS } from './house.ts';
import { NOT_YET } from './not-yet.ts';
import { findCircles } from './rules/cycles.ts';
import { findReached } from './rules/reach.ts';
import { findClimbing, findUnlisted } from './rules/rungs.ts';
import { findLargeFolders, findLongParameters } from './rules/sizes.ts';
import { findThroughWalls } from './rules/walls.ts';
import type { Tree } from './tree.ts';

const findAll = (tree: Tree): Finding[] => [
  ...LADDERS.flatMap((ladder) => [...findUnlisted(tree, ladder), ...findClimbing(tree, ladder)]),
  ...ROOMS.flatMap((room) => findReached(tree, room)),
  ...WALLS.flatMap((wall) => findThroughWalls(tree, wall)),
  ...findCircles(tree),
  ...findLargeFolders(tree),
  ...findLongParameters(tree),
];

/** What breaks a rule of the house. What is known leaves the list when it is mended, so it only gets shorter. */
export const check = (tree: Tree, notYet: readonly string[] = NOT_YET): Finding[] => {
  const findings = findAll(tree);
  const facts = new Set(findings.map(factOf));
  const mended = notYet.filter((fact) => !facts.has(fact));
  return [
    ...findings.filter((finding) => !notYet.includes(factOf(finding))),
    ...mended.map((fact) => ({
      file: 'ladder/not-yet.ts',
      what: `names "${fact}"`,
      todo: 'That holds now: take it off',
    })),
  ];
};
