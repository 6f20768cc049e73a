import type { MikroORM } from '@mikro-orm/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/support/app/test-database.js';
import { ActorKind } from '../../kernel/actor.js';
import { openDatabase } from '../db/database.js';
import { AuditChain, AuditRecord, auditEntities } from './audit.entity.js';
import { auditHash, GENESIS_HASH } from './audit-hash.js';
import { type AuditEvent, AuditLog, auditHead } from './audit-log.js';

let orm: MikroORM;
let audit: AuditLog;
beforeEach(async () => {
  orm = await openDatabase(await testDatabase(), auditEntities);
  audit = new AuditLog(orm.em);
});
afterEach(() => orm.close());

const event = (change: Partial<AuditEvent> = {}): AuditEvent => ({
  userId: 'usr_a',
  actor: ActorKind.AGENT,
  action: 'transaction.proposed',
  resource: 'txn_1',
  result: 'ALLOW',
  details: { summary: 'Send 5 XLM to Zoë 🚀', matched: [], ledger: 7, nested: { b: null, a: true } },
  ...change,
});
const record = (change: Partial<AuditEvent> = {}) =>
  orm.em.fork().transactional((tx) => audit.record(tx, event(change)));
const entries = (userId = 'usr_a') => orm.em.fork().find(AuditRecord, { userId }, { orderBy: { seq: 'asc' } });
const five = async () => {
  for (let index = 0; index < 5; index += 1) await record({ resource: `txn_${index}` });
};

describe('the log', () => {
  it('links every entry to the one before it, and can be recomputed by anybody', async () => {
    await five();
    const rows = await entries();
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(rows[0]!.previousHash).toBe(GENESIS_HASH);
    for (const [index, row] of rows.entries()) {
      expect(row.hash).toBe(auditHash(row));
      if (index > 0) expect(row.previousHash).toBe(rows[index - 1]!.hash);
    }
    expect(await audit.verify('usr_a')).toMatchObject({
      valid: true,
      entries: 5,
      head: rows[4]!.hash,
      brokenAtSeq: null,
    });
    expect(await auditHead(orm.em.fork(), 'usr_a')).toBe(rows[4]!.hash);
  });

  it('of somebody without an entry is empty and whole', async () => {
    expect(await audit.verify('usr_nobody')).toMatchObject({ valid: true, entries: 0, head: GENESIS_HASH });
  });

  it('keeps the order of 30 writers at once, each person in a chain of their own', async () => {
    const users = ['usr_a', 'usr_b', 'usr_c'];
    await Promise.all(Array.from({ length: 30 }, (_, index) => record({ userId: users[index % 3]! })));
    for (const userId of users) {
      expect((await entries(userId)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(await audit.verify(userId)).toMatchObject({ valid: true, entries: 10 });
    }
  });

  it('is whole while it grows: a check beside writers never cries wolf', async () => {
    await five();
    let writing = true;
    const writers = Promise.all(Array.from({ length: 40 }, () => record())).finally(() => (writing = false));
    const checks = [];
    do checks.push(await audit.verify('usr_a'));
    while (writing);
    await writers;
    expect(checks.filter(({ valid }) => !valid)).toEqual([]);
    expect(await audit.verify('usr_a')).toMatchObject({ valid: true, entries: 45 });
  });

  it('goes with the act: what is undone leaves no entry, and no gap', async () => {
    await record();
    const failing = orm.em.fork().transactional(async (tx) => {
      await audit.record(tx, event());
      await audit.record(tx, event());
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    await record();
    expect((await entries()).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await audit.verify('usr_a')).toMatchObject({ valid: true, entries: 2 });
  });

  it('holds more entries than are read at once', async () => {
    await orm.em.fork().transactional(async (tx) => {
      for (let index = 0; index < 510; index += 1) await audit.record(tx, event());
    });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: true, entries: 510 });
  }, 60_000);
});

describe('tampering is found, and where', () => {
  const changes: [keyof AuditRecord, unknown][] = [
    ['seq', 30],
    ['at', new Date(0)],
    ['actor', 'PERSON'],
    ['action', 'transaction.denied'],
    ['resource', 'txn_x'],
    ['result', 'REFUSE'],
    ['details', { summary: 'Send 5 XLM to Mallory' }],
    ['hash', 'f'.repeat(64)],
    ['previousHash', 'f'.repeat(64)],
    ['userId', 'usr_b'],
  ];
  it.each(changes)('in the column %s', async (column, value) => {
    await five();
    const where = { userId: 'usr_a', seq: 3 };
    expect(await orm.em.fork().nativeUpdate(AuditRecord, where, { [column]: value } as never)).toBe(1);
    const found = await audit.verify('usr_a');
    expect(found).toMatchObject({ valid: false, entries: 2, brokenAtSeq: 3 });
    expect(found.message).toContain('Entry 3');
  });

  it('in one value deep within the details', async () => {
    await five();
    const details = { ...(event().details as object), nested: { a: true, b: 0 } };
    await orm.em.fork().nativeUpdate(AuditRecord, { userId: 'usr_a', seq: 3 }, { details });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: false, brokenAtSeq: 3 });
  });

  it('where an entry was taken out', async () => {
    await five();
    await orm.em.fork().nativeDelete(AuditRecord, { userId: 'usr_a', seq: 3 });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: false, entries: 2, brokenAtSeq: 3 });
  });

  it('where the end was cut off', async () => {
    await five();
    await orm.em.fork().nativeDelete(AuditRecord, { userId: 'usr_a', seq: 5 });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: false, entries: 4, brokenAtSeq: 5 });
  });

  it('where everything was deleted', async () => {
    await five();
    await orm.em.fork().nativeDelete(AuditRecord, { userId: 'usr_a' });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: false, entries: 0, brokenAtSeq: 1 });
  });

  it('where the head was set back', async () => {
    await five();
    const [, , , fourth] = await entries();
    await orm.em.fork().nativeUpdate(AuditChain, { id: 'usr_a' }, { seq: 4, hash: fourth!.hash });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: false });
  });

  it('where an entry was rewritten with a right hash of its own', async () => {
    await five();
    const third = (await entries())[2]!;
    const hash = auditHash({ ...third, result: 'REFUSE' } as AuditRecord);
    await orm.em.fork().nativeUpdate(AuditRecord, { id: third.id }, { result: 'REFUSE', hash });
    expect(await audit.verify('usr_a')).toMatchObject({ valid: false, entries: 3, brokenAtSeq: 4 });
  });

  it('by whoever kept the head, where all that follows was rewritten too', async () => {
    await five();
    const kept = await auditHead(orm.em.fork(), 'usr_a');
    const em = orm.em.fork();
    const rows = await em.find(AuditRecord, { userId: 'usr_a', seq: { $gte: 3 } }, { orderBy: { seq: 'asc' } });
    rows[0]!.result = 'REFUSE';
    let before = rows[0]!.previousHash;
    for (const row of rows) {
      row.previousHash = before;
      row.hash = auditHash(row);
      before = row.hash;
    }
    await em.flush();
    await em.nativeUpdate(AuditChain, { id: 'usr_a' }, { hash: before });
    expect((await audit.verify('usr_a')).head).not.toBe(kept);
  });
});
