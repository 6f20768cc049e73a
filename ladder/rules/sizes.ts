import type { Finding } from '../finding.ts';
import type { Source, Tree } from '../tree.ts';

const MOST_SOURCES = 20;
const MOST_LINES = 1_800;
const MOST_PARAMETERS = 4;

const counts = ({ path, test }: Source): boolean => !test && !/\/(generated|migrations)\//.test(path);

export const findLargeFolders = (tree: Tree): Finding[] => {
  const folders = Map.groupBy([...tree.values()].filter(counts), ({ folder }) => folder);
  return [...folders].flatMap(([file, sources]) => {
    const lines = sources.reduce((sum, source) => sum + source.lines, 0);
    if (sources.length <= MOST_SOURCES && lines <= MOST_LINES) return [];
    const what = `holds ${sources.length} sources of ${lines} lines`;
    return [
      { file, what, todo: `More than ${MOST_SOURCES} or ${MOST_LINES} are two things: split it by what they do` },
    ];
  });
};

export const findLongParameters = (tree: Tree): Finding[] =>
  [...tree.values()].filter(counts).flatMap(({ path, callables }) =>
    callables
      .filter(({ parameters }) => parameters > MOST_PARAMETERS)
      .map(({ name, parameters }) => ({
        file: path,
        what: `${name} takes ${parameters} parameters`,
        todo: `${MOST_PARAMETERS} at most: take an object with names`,
      })),
  );
