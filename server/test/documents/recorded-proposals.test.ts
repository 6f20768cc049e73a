import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoneyApp } from '../support/app/money-case.js';
import type { ProposalCase } from '../support/recorded/cases/proposals.js';
import { openCase, proposalLine } from '../support/recorded/replay-proposals.js';

/** Made once, by the tree of 1 December 2026; see record-proposals.ts. */
const lines = readFileSync(new URL('../support/recorded/proposals.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const recorded: (ProposalCase & { output: { status?: string; statement?: { decision?: string } } })[] = lines.map(
  (line) => JSON.parse(line),
);

describe('proposals that were recorded', () => {
  let app: MoneyApp;
  beforeAll(async () => {
    app = await openCase();
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it.each(recorded.map((one, at) => [one.name, one, lines[at]] as const))('%s', async (_name, one, line) => {
    const { output: _, ...asked } = one;
    expect(await proposalLine(app, asked)).toBe(line);
  });

  it('are at least 40, with the vault’s own verdict where something was signed', () => {
    const of = (status: string) => recorded.filter(({ output }) => output.status === status);
    expect(new Set(lines.map((line) => JSON.stringify(JSON.parse(line).output))).size).toBeGreaterThanOrEqual(40);
    expect(of('DENIED').length).toBeGreaterThanOrEqual(10);
    const signed = recorded.filter(({ output }) => output.statement?.decision);
    expect(new Set(signed.map(({ output }) => output.statement!.decision))).toEqual(new Set(['ALLOW', 'ASK']));
    expect(signed.length).toBeGreaterThanOrEqual(40);
  });
});
