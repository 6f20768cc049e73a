// Fails when a page of the client has grown beyond what a phone should load: npm run build comes first.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const KB = 1000;
const BUDGET = { entry: 160 * KB, route: 45 * KB, css: 12 * KB };
const dist = new URL('../client/dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

const sizeOf = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
/** A chunk and everything it imports before it can run. */
const chunksOf = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) chunksOf(next, seen);
  return seen;
};
const sum = (keys, pick) => {
  const files = new Set([...keys].flatMap((key) => pick(manifest[key])));
  return [...files].reduce((total, file) => total + sizeOf(file), 0);
};

const script = (chunk) => [chunk.file];
const style = (chunk) => chunk.css ?? [];
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const shared = chunksOf(entry);
const rows = [
  ['entry', sum(shared, script), BUDGET.entry],
  ['css', sum(Object.keys(manifest), style), BUDGET.css],
  // A page's own weight is what it adds to the shell, which is there already.
  ...Object.keys(manifest)
    .filter((key) => manifest[key].isDynamicEntry)
    .map((key) => [manifest[key].name, sum(chunksOf(key).difference(shared), script), BUDGET.route]),
];

for (const [name, size, budget] of rows) {
  const mark = size > budget ? 'TOO LARGE' : 'ok';
  console.log(`${name.padEnd(16)} ${(size / KB).toFixed(1).padStart(7)} kB gz of ${budget / KB}  ${mark}`);
}
if (rows.some(([, size, budget]) => size > budget)) process.exitCode = 1;
