import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { PROPOSALS } from './cases/proposals.js';
import { openCase, proposalLine } from './replay-proposals.js';

/** Writes the recording of whole proposals anew; see record.ts for when. */
await using app = await openCase();
const lines: string[] = [];
for (const one of PROPOSALS) lines.push(await proposalLine(app, one));
writeFileSync(new URL('./proposals.jsonl', import.meta.url), `${lines.join('\n')}\n`);
