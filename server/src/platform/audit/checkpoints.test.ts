import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADA, AuditCase } from '../../../test/support/app/audit-case.js';
import { isSignedBy } from '../../rulebook/checkpoint.js';
import { AuditChain, AuditRecord } from './audit.entity.js';
import { auditHash } from './audit-hash.js';
import { AuditLog } from './audit-log.js';
import { auditProof } from './audit-proof.js';
import { CheckpointRecord } from './checkpoint.entity.js';
import { leafHash, rootFrom } from './merkle.js';

let subject: AuditCase;
beforeEach(async () => {
  subject = await AuditCase.open();
});
afterEach(() => subject.close());
const em = () => subject.orm.em.fork();
const key = async () => (await subject.signer.publicKeys()).audit;

describe('a checkpoint', () => {
  it('is signed after every 256th entry and at no other', async () => {
    await subject.acts(255);
    expect(await subject.signed()).toEqual([]);
    await subject.acts(1);
    await subject.acts(300);
    const signed = await subject.signed();
    expect(signed.map(({ seq }) => seq)).toEqual([256, 512]);
    for (const one of signed) expect(isSignedBy(await key(), one, one.signature)).toBe(true);
    expect(signed[1]!.head).toBe(await subject.hashOf(512));
    expect(await subject.verify()).toMatchObject({ valid: true, entries: 556, checkpoints: 2 });
  });

  it('comes by itself after the commit, and not for what was rolled back', async () => {
    await subject.acts(255);
    const rolledBack = em().transactional(async (tx) => {
      const event = { userId: ADA, actor: 'PERSON', action: 'message.sent', resource: 'x', result: 'OK' } as never;
      await subject.log.record(tx, event);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    expect(subject.signer.signed).toEqual([]);
    await subject.act();
    await expect.poll(() => em().count(CheckpointRecord), { timeout: 5_000 }).toBe(1);
  });

  it('is asked for after the commit, never within the transaction', async () => {
    await subject.acts(255);
    const asked: string[] = [];
    const log = new AuditLog(subject.orm.em, (userId) => asked.push(userId));
    await em().transactional(async (tx) => {
      const event = { userId: ADA, actor: 'PERSON', action: 'message.sent', resource: 'x', result: 'OK' } as never;
      await log.record(tx, event);
      expect(asked).toEqual([]);
    });
    expect(asked).toEqual([ADA]);
  });

  it('waits while the vault is away: acts go on, and what is missing is signed later in order', async () => {
    subject.signer.away = true;
    await subject.acts(512);
    await expect(subject.checkpoints.catchUp()).rejects.toThrow('away');
    expect(await em().count(CheckpointRecord)).toBe(0);
    expect(subject.errors).not.toEqual([]);
    subject.signer.away = false;
    await subject.checkpoints.catchUp();
    expect(subject.signer.signed.map(({ seq }) => seq)).toEqual([256, 512]);
    expect(await subject.verify()).toMatchObject({ valid: true, checkpoints: 2 });
  });

  it('is there once however many ask for it, also from two processes', async () => {
    const shared = await AuditCase.shared();
    const [one, two] = [await AuditCase.open(shared), await AuditCase.open(shared)];
    await one.acts(513);
    await Promise.all([one, two, one, two].map(({ checkpoints }) => checkpoints.signMissing(ADA)));
    await Promise.all([one.checkpoints.catchUp(), two.checkpoints.catchUp()]);
    expect((await two.signed()).map(({ seq }) => seq)).toEqual([256, 512]);
    await Promise.all([one.close(), two.close()]);
  });

  it('holds while many write at once', async () => {
    await subject.acts(200);
    await Promise.all(Array.from({ length: 120 }, (_, index) => subject.act({ index })));
    expect((await subject.signed()).map(({ seq }) => seq)).toEqual([256]);
    expect(await subject.verify()).toMatchObject({ valid: true, entries: 320, checkpoints: 1 });
  });

  it('proves an entry with nothing but hashes, and the proof of an old entry never changes', async () => {
    await subject.acts(300);
    await subject.signed();
    const proof = await auditProof(em(), subject.signer, ADA, [1, 200, 256]);
    expect(proof.checkpoint.seq).toBe(256);
    for (const { seq, path } of proof.inclusions) {
      const siblings = path.map((node) => Buffer.from(node, 'hex'));
      const root = rootFrom(leafHash(await subject.hashOf(seq)), seq - 1, 256, siblings);
      expect(root?.toString('hex')).toBe(proof.checkpoint.root);
    }
    await subject.acts(300);
    await subject.signed();
    expect(await auditProof(em(), subject.signer, ADA, [1, 200, 256])).toEqual(proof);
  });

  it('is made for a proof where an entry is younger than the last one, over the end of the log', async () => {
    await subject.acts(600);
    await subject.signed();
    const { checkpoint, inclusions } = await auditProof(em(), subject.signer, ADA, [3, 599]);
    expect(checkpoint).toMatchObject({ seq: 600, head: await subject.hashOf(600) });
    expect(isSignedBy(await key(), checkpoint, checkpoint.signature)).toBe(true);
    for (const { seq, path } of inclusions) {
      const siblings = path.map((node) => Buffer.from(node, 'hex'));
      const root = rootFrom(leafHash(await subject.hashOf(seq)), seq - 1, 600, siblings);
      expect(root?.toString('hex')).toBe(checkpoint.root);
    }
    expect(await em().count(CheckpointRecord)).toBe(2);
  });
});

describe('the verification finds', () => {
  const rewriteFrom = async (first: number) => {
    const rows = await em().find(AuditRecord, { userId: ADA, seq: { $gte: first } }, { orderBy: { seq: 'asc' } });
    let previousHash = first === 1 ? '0'.repeat(64) : await subject.hashOf(first - 1);
    for (const row of rows) {
      const changed = { ...row, details: row.seq === first ? { forged: true } : row.details, previousHash };
      const hash = auditHash(changed as AuditRecord);
      await em().nativeUpdate(AuditRecord, { id: row.id }, { details: changed.details, previousHash, hash });
      previousHash = hash;
    }
    await em().nativeUpdate(AuditChain, { id: ADA }, { hash: previousHash });
  };

  it('a history that was rewritten with right hashes, because its checkpoint says otherwise', async () => {
    await subject.acts(258);
    await subject.signed();
    await rewriteFrom(250);
    expect(await subject.verify()).toMatchObject({ valid: false, brokenAtSeq: 256 });
  });

  it('a checkpoint that another key signed, or that was changed', async () => {
    await subject.acts(257);
    const [checkpoint] = await subject.signed();
    const forged = Buffer.alloc(64, 1).toString('base64');
    await em().nativeUpdate(CheckpointRecord, { id: checkpoint!.id }, { signature: forged });
    expect(await subject.verify()).toMatchObject({ valid: false, brokenAtSeq: 256, checkpoints: 0 });
    const { signature } = checkpoint!;
    await em().nativeUpdate(CheckpointRecord, { id: checkpoint!.id }, { signature, root: 'a'.repeat(64) });
    expect(await subject.verify()).toMatchObject({ valid: false, brokenAtSeq: 256 });
  });

  it('an end that was cut off before a checkpoint', async () => {
    await subject.acts(257);
    await subject.signed();
    await subject.cutTo(255);
    const said = await subject.verify();
    expect(said).toMatchObject({ valid: false, brokenAtSeq: 256 });
    expect(said.message).toContain('cut off');
  });

  it('an end that was cut off after it, for who kept a head', async () => {
    await subject.acts(10);
    const kept = { hash: await subject.hashOf(10), seq: 10 };
    expect(await subject.verify(kept)).toMatchObject({ valid: true, knownHeadFound: true });
    await subject.cutTo(8);
    expect(await subject.verify()).toMatchObject({ valid: true, entries: 8, knownHeadFound: null });
    expect(await subject.verify(kept)).toMatchObject({ valid: false, knownHeadFound: false, brokenAtSeq: null });
    await subject.acts(2);
    expect(await subject.verify(kept)).toMatchObject({ valid: false, knownHeadFound: false });
    expect(await subject.verify({ hash: kept.hash })).toMatchObject({ valid: false, knownHeadFound: false });
  });

  it('a kept head at another place', async () => {
    await subject.acts(4);
    const hash = await subject.hashOf(3);
    expect(await subject.verify({ hash, seq: 3 })).toMatchObject({ knownHeadFound: true });
    expect(await subject.verify({ hash, seq: 2 })).toMatchObject({ valid: false, knownHeadFound: false });
    expect(await subject.verify({ hash: '0'.repeat(64) })).toMatchObject({ valid: true, knownHeadFound: true });
  });
});
