import { writeFileSync } from 'node:fs';
import { CHANGES_AND_TEXTS } from './cases/changes-and-texts.js';
import { JUDGED_BYTES } from './cases/judged-bytes.js';
import { JUDGED_FACTS } from './cases/judged-facts.js';
import { JUDGED_KEYS_AND_TRADES } from './cases/judged-keys-and-trades.js';
import { READ_BYTES } from './cases/read-bytes.js';
import { lineOf } from './replay.js';

/**
 * Writes the recording anew, from the cases and what the code says today. Only where another verdict is meant: whoever runs it
 * after a change that should change nothing has thrown the proof away.
 */
const cases = [...JUDGED_FACTS, ...JUDGED_KEYS_AND_TRADES, ...JUDGED_BYTES, ...READ_BYTES, ...CHANGES_AND_TEXTS];
const whole = { ...cases[0]!, kind: 'evaluate-whole', name: 'every rule of a payment, silent or not' };
writeFileSync(new URL('./verdicts.jsonl', import.meta.url), `${[whole, ...cases].map(lineOf).join('\n')}\n`);
