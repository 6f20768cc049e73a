import type { Finding } from '../finding.ts';
import type { Room } from '../house.ts';
import { UNKNOWN } from '../parse.ts';
import type { Tree } from '../tree.ts';

const cannotFollow = (target: string): boolean => target === UNKNOWN || target.startsWith('.');

/** Walks from the room's own files over what is imported as a value, the nearest first, and stops at what it may not come to. */
export const findReached = (tree: Tree, { name, from, lets, todo }: Room): Finding[] => {
  const own = [...tree.values()].filter(({ path, test }) => !test && from.test(path) && !path.includes('/testing/'));
  const ways = new Map(own.map(({ path }) => [path, [path]]));
  const findings: Finding[] = [];
  for (const [path, way] of ways) {
    for (const { target } of tree.get(path)?.arrows.filter(({ value }) => value) ?? []) {
      if (cannotFollow(target) || !lets(target))
        findings.push({
          file: path,
          what: `imports ${target}`,
          todo: `So ${name} loads it: ${way.join(' -> ')}. ${todo}`,
        });
      else if (tree.has(target) && !ways.has(target)) ways.set(target, [...way, target]);
    }
  }
  return findings;
};
