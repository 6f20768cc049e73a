import { describe, expect, it } from 'vitest';
import { toolFailure, toolSummary } from './tool-summary.js';

const item = (name: string, args: Record<string, unknown>, result: Record<string, unknown> | null = null) => ({
  kind: 'tool' as const,
  key: 't',
  settled: true,
  madeTransaction: false,
  call: { id: 't', name, arguments: args, result, ok: true },
});

describe('a tool call in one line', () => {
  it('says what a payment would send', () => {
    const input = { accountId: 'acc_1', destination: 'Coffee Corner', asset: 'USDC:GBUQ', amount: '25' };
    expect(toolSummary(item('proposePayment', { input }))).toBe('Propose payment: 25 USDC to Coffee Corner');
    const address = `G${'A'.repeat(51)}WXYZ`;
    const toAddress = { input: { ...input, destination: address } };
    expect(toolSummary(item('proposePayment', toAddress))).toBe('Propose payment: 25 USDC to GAAA…WXYZ');
  });

  it('names other tools in words, with what they look at and without ids', () => {
    expect(toolSummary(item('networkStatus', { network: 'LOCAL' }))).toBe('Network status: LOCAL');
    expect(toolSummary(item('spending', { accountId: 'acc_1' }))).toBe('Spending');
  });

  it('spells out hidden characters in what the model wrote', () => {
    const destination = `A${String.fromCodePoint(0x202e)}B`;
    expect(toolSummary(item('proposePayment', { input: { amount: '1', destination } }))).toContain('A[U+202E]B');
  });

  it('gives the server’s reason for a failure', () => {
    expect(toolFailure(item('x', {}, { ok: false, message: 'Not enough XLM.' }))).toBe('Not enough XLM.');
    expect(toolFailure(item('x', {}))).toBe('This step did not work.');
  });
});
