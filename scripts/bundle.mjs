import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build } from 'vite';

const FOLDER = 'server/dist/src/bin';
/** Native, or nine megabytes that one page needs: they are loaded from node_modules. */
const APART = ['better-sqlite3', 'pg-native', 'mikro-orm', '@graphql-yoga/render-graphiql'];

/** Names of classes are names in the schema and of tables, so they outlive the bundle. */
const bundle = (name) =>
  build({
    root: process.cwd(),
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    // Vite would take its ES build while what is apart takes the CommonJS one: two copies refuse each other's types.
    resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
    ssr: { noExternal: true, external: APART },
    build: {
      ssr: `${FOLDER}/${name}.js`,
      outDir: FOLDER,
      emptyOutDir: false,
      // Left readable: Node would load a map of twenty megabytes at the first stack, and keep it.
      minify: false,
      target: 'node24',
      rolldownOptions: {
        output: { keepNames: true, entryFileNames: `${name}.js`, chunkFileNames: `chunks/${name}-[hash].js` },
      },
    },
  });

/** Without what the bundler adds by itself, which has no file. */
const modulesOf = ({ output }) =>
  output.flatMap(({ modules = {} }) => Object.keys(modules)).filter((path) => !path.startsWith('\0'));

/**
 * Puts each program and what it loads into one file, where tsc had put the program alone: it starts in a third of the time. The
 * list of what is in it stands beside it, one path a line, for whoever wants to know what the vault's process holds.
 */
export const bundleAll = async (names) => {
  for (const name of names) {
    const paths = modulesOf(await bundle(name)).map((path) => relative(process.cwd(), path));
    writeFileSync(`${FOLDER}/${name}.modules.txt`, `${paths.toSorted().join('\n')}\n`);
  }
};
