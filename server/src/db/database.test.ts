import { expect, it } from 'vitest';
import { auditEntities } from '../audit/audit.entity.js';
import { AuditLog } from '../audit/audit-log.js';
import { Stream, StreamEvent } from '../events/event.entity.js';
import { Events } from '../events/events.service.js';
import { WakeUps } from '../events/wake-ups.js';
import { ActorKind } from '../graphql/context.js';
import { openDatabase } from './database.js';

it('works', async () => {
  const orm = await openDatabase({ kind: 'sqlite', path: ':memory:' }, [...auditEntities, Stream, StreamEvent]);
  const audit = new AuditLog(orm.em);
  const events = new Events(orm.em, new WakeUps());
  const one = () =>
    orm.em.fork().transactional(async (tx) => {
      await audit.record(tx, {
        userId: 'usr_1',
        actor: ActorKind.PERSON,
        action: 'message.sent',
        resource: 'x',
        result: 'OK',
      });
      await events.publish(tx, 'approvals:1', { a: 1 });
    });
  await Promise.all([one(), one(), one()]);
  expect(await audit.verify('usr_1')).toMatchObject({ valid: true, entries: 3 });
  expect((await events.read('approvals:1', 0)).map((e) => e.seq)).toEqual([1, 2, 3]);
  await orm.close();
});
