import type { Finding } from '../finding.ts';
import type { Tree } from '../tree.ts';

type Graph = Map<string, string[]>;

const graphOf = (tree: Tree): Graph => {
  const sources = [...tree.values()].filter(({ test }) => !test);
  return new Map(
    sources.map(({ path, arrows }) => [path, arrows.map(({ target }) => target).filter((to) => tree.has(to))]),
  );
};

/** The files from `start` back to itself, by the shortest way. */
const circleFrom = (start: string, graph: Graph): string[] | undefined => {
  const ways = new Map<string, string[]>([[start, []]]);
  for (const [path, way] of ways)
    for (const target of graph.get(path) ?? []) {
      if (target === start) return [...way, path];
      if (!ways.has(target)) ways.set(target, [...way, path]);
    }
  return undefined;
};

/** What imports nothing that is left, or is imported by nothing that is left, stands in no circle. */
const onlyCircles = (graph: Graph): Graph => {
  const imported = new Set([...graph.values()].flat());
  const left = new Map(
    [...graph]
      .filter(([path, targets]) => imported.has(path) && targets.some((target) => graph.has(target)))
      .map(([path, targets]) => [path, targets.filter((target) => graph.has(target))]),
  );
  return left.size === graph.size ? left : onlyCircles(left);
};

/** Each circle once, told from the first of its files. Types count as well: who reads one file reads them all. */
export const findCircles = (tree: Tree): Finding[] => {
  const told = new Set<string>();
  const graph = onlyCircles(graphOf(tree));
  return [...graph.keys()].toSorted().flatMap((file) => {
    const circle = told.has(file) ? undefined : circleFrom(file, graph);
    for (const path of circle ?? []) told.add(path);
    if (!circle) return [];
    const what = `imports itself by way of ${circle.slice(1).join(', ')}`;
    return [{ file, what, todo: 'Move what both need into a file that imports neither' }];
  });
};
