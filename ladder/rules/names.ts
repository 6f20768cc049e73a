import { basename } from 'node:path';
import type { Finding } from '../finding.ts';
import type { Source, Tree } from '../tree.ts';

const SERVICE = '.service.ts';

/** `UserDeletionService` for user-deletion.service.ts, nothing for a file that is no service's. */
const serviceOf = ({ path }: Source): string | null => {
  if (!path.endsWith(SERVICE)) return null;
  const words = basename(path, SERVICE).split('-');
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}Service`;
};

/** A service is known by its file and by its class: both or neither. */
export const findMisnamedServices = (tree: Tree): Finding[] =>
  [...tree.values()]
    .filter(({ test }) => !test)
    .flatMap((source) => {
      const { path: file, classes } = source;
      const service = serviceOf(source);
      const strays = classes.filter((name) => name.endsWith('Service') && name !== service);
      return [
        ...(service === null || classes.includes(service)
          ? []
          : [{ file, what: `exports no class ${service}`, todo: 'Name both alike, or neither a service' }]),
        ...strays.map((name) => ({
          file,
          what: `exports the class ${name}`,
          todo: 'A service is alone in a file of its name that ends in .service.ts',
        })),
      ];
    });

const HOUSES = [/^server\/src\/(?!platform\/db\/migrations\/)/, /^client\/src\/(?!graphql\/generated\/)/];

/** One word, one thing: no two files of one house export the same name. A type and the constant beside it are one thing. */
export const findHomonyms = (tree: Tree): Finding[] =>
  HOUSES.flatMap((house) => {
    const sources = [...tree.values()].filter(({ path, test }) => !test && house.test(path));
    const named = sources.flatMap(({ path, exported }) => [...new Set(exported)].map((name) => ({ path, name })));
    return [...Map.groupBy(named, ({ name }) => name).values()].flatMap(([first, ...others]) =>
      others.map(({ path, name }) => ({
        file: path,
        what: `exports ${name}, as ${first!.path} does`,
        todo: 'Give two things two names, and let one thing stand once',
      })),
    );
  });
