import type { Finding } from './finding.ts';
import { LADDERS, ROOMS, WALLS } from './house.ts';
import { findCircles } from './rules/cycles.ts';
import { findHomonyms, findMisnamedServices } from './rules/names.ts';
import { findReached } from './rules/reach.ts';
import { findClimbing, findUnlisted } from './rules/rungs.ts';
import { findLargeFolders, findLongParameters } from './rules/sizes.ts';
import { findSpelledSpreads } from './rules/spreads.ts';
import { findThroughWalls } from './rules/walls.ts';
import type { Tree } from './tree.ts';

/** What breaks a rule of the house. There are no exceptions. */
export const check = (tree: Tree): Finding[] => [
  ...LADDERS.flatMap((ladder) => [...findUnlisted(tree, ladder), ...findClimbing(tree, ladder)]),
  ...ROOMS.flatMap((room) => findReached(tree, room)),
  ...WALLS.flatMap((wall) => findThroughWalls(tree, wall)),
  ...findCircles(tree),
  ...findLargeFolders(tree),
  ...findLongParameters(tree),
  ...findMisnamedServices(tree),
  ...findHomonyms(tree),
  ...findSpelledSpreads(tree),
];
