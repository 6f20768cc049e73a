import { newId } from '../server/dist/src/kernel/ids.js';
import { AuditRecord } from '../server/dist/src/platform/audit/audit.entity.js';
import { compare } from './measure.mjs';
import { openSmallApp } from './small-app.mjs';

const HASH = 'ab'.repeat(32);
const act = { actor: 'PERSON', action: 'contact.added', resource: 'con_0', result: 'OK', details: { name: 'Ada' } };

/** An act with its place in the chain, and the same row written bare: one transaction each. */
export const run = async () => {
  const { app, userId, close } = await openSmallApp();
  const bare = (n) => ({
    id: newId('aud'),
    ...act,
    userId: 'usr_bench',
    seq: n,
    at: new Date(),
    hash: HASH,
    previousHash: HASH,
  });
  let written = 0;
  try {
    await compare('an entry of the audit log', {
      peerName: 'a bare insert',
      times: 40,
      ours: () => app.orm.em.fork().transactional((tx) => app.audit.record(tx, { userId, ...act })),
      peer: () =>
        app.orm.em.fork().transactional(async (tx) => {
          written += 1;
          await tx.persist(tx.create(AuditRecord, bare(written))).flush();
        }),
    });
    const { valid } = await app.audit.verify(userId);
    if (!valid) throw new Error('The chain does not hold.');
  } finally {
    await close();
  }
};
