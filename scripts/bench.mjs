import { build } from './build.mjs';
import { assertNodeVersion } from './node-version.mjs';

// Speed as a ratio to a peer in the same run: times of different machines, or of different days, say nothing.
const ALL = ['signatures', 'door', 'rate-limit', 'audit', 'flood'];

assertNodeVersion();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark named ${unknown.join(', ')}. There are: ${ALL.join(', ')}.`);
  process.exit(2);
}
if ((await build(['server'])) !== 0) process.exit(1);
console.log(
  'How much of the time of its peer each of ours takes: below 1 it is faster. Median of the rounds, least and most.\n',
);
for (const name of wanted.length > 0 ? wanted : ALL) {
  const { run } = await import(`../bench/${name}.mjs`);
  await run();
}
