import { HOUR_MS, MINUTE_MS } from '../../kernel/durations.js';

/** How the two addresses of the operator differ from all others: they move a whole database. */
export type Passage = { methods: ReadonlySet<string>; answerMs: number; bodyMs: number };

const USUAL: Passage = {
  methods: new Set(['GET', 'HEAD', 'POST', 'OPTIONS']),
  answerMs: MINUTE_MS,
  bodyMs: MINUTE_MS / 2,
};
const OPERATOR: ReadonlyMap<string, Passage> = new Map([
  // A copy is made before the first byte of it is sent.
  ['/operator/backup', { methods: new Set(['GET']), answerMs: HOUR_MS, bodyMs: MINUTE_MS / 2 }],
  ['/operator/restore', { methods: new Set(['PUT']), answerMs: HOUR_MS, bodyMs: HOUR_MS }],
]);

export const isOperatorPath = (path: string): boolean => OPERATOR.has(path);
export const passageOf = (path: string): Passage => OPERATOR.get(path) ?? USUAL;
