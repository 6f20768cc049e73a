import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFailedTool, itemsOf, lastSeq, mergeSteps, type Step, statusNow } from './run-steps.js';

let seq = 0;
const step = (kind: Step['kind'], more: Partial<Step> = {}): Step => {
  seq += 1;
  return { seq, kind, text: null, tool: null, transaction: null, createdAt: '2026-11-22T12:00:00Z', ...more };
};
const tool = (id: string, more: Partial<NonNullable<Step['tool']>> = {}) => ({
  id,
  name: 'proposePayment',
  arguments: { input: { amount: '25' } },
  result: null,
  ok: null,
  ...more,
});

const story = (): Step[] => [
  step('STARTED'),
  step('TEXT', { text: 'I look ' }),
  step('TEXT', { text: 'up your accounts.' }),
  step('TOOL_CALL', { tool: tool('t1') }),
  step('TOOL_RESULT', { tool: tool('t1', { ok: true, result: { hash: 'x' } }), transaction: { id: 'txn_1' } }),
  step('WAITING_FOR_APPROVAL', { transaction: { id: 'txn_1' } }),
  step('TEXT', { text: 'Sent ' }),
  step('TEXT', { text: '25 XLM.' }),
  step('ANSWER', { text: 'Sent 25 XLM.' }),
  step('ENDED'),
];

describe('the steps of a run', () => {
  it('come out the same in whatever order and however often they arrive', () => {
    const steps = story();
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 40 }), (arrived) => {
        const merged = mergeSteps(
          arrived.reduce<readonly Step[]>((known, one) => mergeSteps(known, [one]), []),
          steps,
        );
        expect(merged).toEqual(steps);
      }),
    );
  });

  it('leave the list as it was when nothing is new, so that nothing is drawn again', () => {
    const steps = story();
    expect(mergeSteps(steps, [steps[2]!])).toBe(steps);
    expect(lastSeq(steps)).toBe(steps.at(-1)!.seq);
    expect(lastSeq([])).toBeNull();
  });

  it('join deltas, pair calls with results, show a transaction once and the answer once', () => {
    expect(itemsOf(story())).toMatchObject([
      { kind: 'text', text: 'I look up your accounts.' },
      {
        kind: 'tool',
        settled: true,
        call: { ok: true, result: { hash: 'x' }, arguments: { input: { amount: '25' } } },
      },
      { kind: 'transaction', transactionId: 'txn_1' },
      { kind: 'answer', text: 'Sent 25 XLM.' },
    ]);
  });

  it('keep a thought that is not part of the answer', () => {
    const items = itemsOf([step('TEXT', { text: 'Hm.' }), step('ANSWER', { text: 'Done.' })]);
    expect(items.map((item) => item.kind)).toEqual(['text', 'answer']);
  });

  it('mark a failed call, and a call still running is not one', () => {
    const running = itemsOf([step('TOOL_CALL', { tool: tool('t1') })]);
    expect(running.some(isFailedTool)).toBe(false);
    const failed = itemsOf([
      step('TOOL_CALL', { tool: tool('t1') }),
      step('TOOL_RESULT', { tool: tool('t1', { ok: false }) }),
    ]);
    expect(failed.filter(isFailedTool)).toHaveLength(1);
  });

  it('leave a refused payment to its own card', () => {
    const refused = tool('t1', { ok: false });
    const items = itemsOf([
      step('TOOL_CALL', { tool: tool('t1') }),
      step('TOOL_RESULT', { tool: refused, transaction: { id: 'txn_1' } }),
    ]);
    expect(items.filter(isFailedTool)).toEqual([]);
    expect(items.at(-1)).toMatchObject({ kind: 'transaction', transactionId: 'txn_1' });
  });

  it('say whether it waits or works, and only the server says that it is over', () => {
    const [started, text, , , , waiting] = story();
    expect(statusNow('QUEUED', [])).toBe('QUEUED');
    expect(statusNow('QUEUED', [started!, text!])).toBe('RUNNING');
    expect(statusNow('RUNNING', [started!, waiting!])).toBe('WAITING_FOR_APPROVAL');
    expect(statusNow('WAITING_FOR_APPROVAL', [waiting!, text!])).toBe('RUNNING');
    expect(statusNow('COMPLETED', [waiting!])).toBe('COMPLETED');
    expect(statusNow('RUNNING', [step('ENDED')])).toBe('RUNNING');
  });

  it('says that a run waits as long as one of its approvals is open', () => {
    const asks = ['t1', 't2'].map((id) => step('WAITING_FOR_APPROVAL', { tool: tool(id) }));
    const decided = [...asks, step('TOOL_RESULT', { tool: tool('t2', { ok: true }) })];
    expect(statusNow('RUNNING', decided)).toBe('WAITING_FOR_APPROVAL');
    expect(statusNow('RUNNING', [...decided, step('TOOL_RESULT', { tool: tool('t1', { ok: false }) })])).toBe(
      'RUNNING',
    );
  });
});
