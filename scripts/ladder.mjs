import { assertNodeVersion } from './node-version.mjs';

// The floor plan of server, local network and client: npm run ladder
assertNodeVersion();
const { check } = await import('../ladder/check.ts');
const { lineOf } = await import('../ladder/finding.ts');
const { makeTree, readTexts } = await import('../ladder/tree.ts');
const tree = makeTree(readTexts('.'));
const findings = check(tree);
for (const finding of findings) console.error(lineOf(finding));
if (findings.length === 0) console.log(`The ladder holds: ${tree.size} files.`);
process.exitCode = findings.length > 0 ? 1 : 0;
