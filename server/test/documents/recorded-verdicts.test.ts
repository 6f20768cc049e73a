import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/rulebook/rules/rules.js';
import { SAMPLES } from '../support/app/operation-samples.js';
import type { Case } from '../support/recorded/cases/case.js';
import { canonical, lineOf } from '../support/recorded/replay.js';

type Rules = { rule: string }[];
type Recorded = Case & { output: { matched: Rules; rules?: Rules; decision: string } };

/** Made once, by the tree of 1 December 2026; see record.ts. */
const lines = readFileSync(new URL('../support/recorded/verdicts.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const recorded: Recorded[] = lines.map((line) => JSON.parse(line));
const results = recorded.flatMap(({ kind, output }) =>
  kind === 'evaluate' ? output.matched : kind === 'judge' ? (output.rules ?? []) : [],
);

describe('verdicts that were recorded', () => {
  it.each(recorded.map((one, at) => [one.name, one, lines[at]] as const))('%s', (_name, asked, line) => {
    expect(lineOf(asked)).toBe(line);
  });

  it('are of at least 200 kinds', () => {
    expect(new Set(recorded.map(({ name }) => name)).size).toBe(recorded.length);
    expect(new Set(recorded.map(({ output }) => canonical(output))).size).toBeGreaterThanOrEqual(200);
  });

  it('have each rule that there is, and each decision', () => {
    const whole = recorded.find(({ kind }) => kind === 'evaluate-whole')!;
    const names = whole.output.rules!.map(({ rule }) => rule);
    expect(names).toHaveLength(RULES.length);
    expect(new Set(results.map(({ rule }) => rule))).toEqual(new Set(names));
    const decisions = recorded.filter(({ kind }) => kind === 'evaluate').map(({ output }) => output.decision);
    expect(new Set(decisions)).toEqual(new Set(['ALLOW', 'ASK', 'REFUSE']));
  });

  it('have the bytes of each operation', () => {
    const read = new Set(recorded.filter(({ kind }) => kind === 'decode').map(({ name }) => name));
    expect(Object.keys(SAMPLES).filter((type) => !read.has(`the bytes of ${type}`))).toEqual([]);
  });
});
