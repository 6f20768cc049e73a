import { describe, expect, it } from 'vitest';
import { turnsOf } from './turns.js';

const message = (id: string, role: 'USER' | 'ASSISTANT', run: string | null) => ({
  id,
  role,
  text: id,
  createdAt: '2026-11-22T12:00:00Z',
  run: run === null ? null : { id: run },
});

describe('a conversation', () => {
  it('pairs each question with its run and its answer', () => {
    const turns = turnsOf(
      [message('q1', 'USER', 'r1'), message('a1', 'ASSISTANT', 'r1'), message('q2', 'USER', 'r2')],
      ['r1', 'r2'],
    );
    expect(turns).toMatchObject([
      { asked: { id: 'q1' }, answered: { id: 'a1' }, runId: 'r1' },
      { asked: { id: 'q2' }, answered: null, runId: 'r2' },
    ]);
  });

  it('does not give an answer to another run’s question', () => {
    const turns = turnsOf([message('q1', 'USER', 'r1'), message('a2', 'ASSISTANT', 'r2')], []);
    expect(turns).toMatchObject([
      { asked: { id: 'q1' }, answered: null },
      { asked: null, answered: { id: 'a2' } },
    ]);
  });

  it('gives a run that no message names to the newest question without one', () => {
    const turns = turnsOf([message('q1', 'USER', 'r1'), message('q2', 'USER', null)], ['r1', 'r2']);
    expect(turns.map((turn) => turn.runId)).toEqual(['r1', 'r2']);
  });
});
