import { describe, expect, it } from 'vitest';
import { afterEvent, emptyInbox } from './inbox-reducer.js';

const event = (cursor: string, id: string, status: 'PENDING' | 'APPROVED' | 'EXPIRED') => ({
  cursor,
  auditHead: `head-${cursor}`,
  approval: { id, status },
});

describe('the live inbox', () => {
  it('counts what waits, and remembers where to go on from', () => {
    const inbox = [event('1', 'a', 'PENDING'), event('2', 'b', 'PENDING'), event('3', 'a', 'APPROVED')].reduce(
      afterEvent,
      emptyInbox,
    );
    expect(inbox).toEqual({ pending: ['b'], cursor: '3', auditHeads: ['head-1', 'head-2', 'head-3'] });
  });

  it('counts an approval that is told twice once', () => {
    const once = afterEvent(emptyInbox, event('1', 'a', 'PENDING'));
    expect(afterEvent(once, event('1', 'a', 'PENDING')).pending).toEqual(['a']);
  });

  it('ignores the end of one it never saw', () => {
    expect(afterEvent(emptyInbox, event('9', 'z', 'EXPIRED')).pending).toEqual([]);
  });
});
