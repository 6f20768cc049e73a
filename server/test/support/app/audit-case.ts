import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM, RequiredEntityData } from '@mikro-orm/core';
import { ActorKind } from '../../../src/kernel/actor.js';
import type { DatabaseConfig } from '../../../src/kernel/config.js';
import { newId } from '../../../src/kernel/ids.js';
import { AuditChain, AuditRecord, auditEntities } from '../../../src/platform/audit/audit.entity.js';
import { AuditExportService } from '../../../src/platform/audit/audit-export.service.js';
import { auditHash } from '../../../src/platform/audit/audit-hash.js';
import { AuditLog } from '../../../src/platform/audit/audit-log.js';
import { CheckpointRecord } from '../../../src/platform/audit/checkpoint.entity.js';
import { Checkpoints } from '../../../src/platform/audit/checkpoints.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import type { CheckpointStatement } from '../../../src/rulebook/checkpoint.js';
import { testDatabase } from './test-database.js';
import { makeVault } from './vault-case.js';

export const ADA = 'usr_ada';

/** A vault that can be away, and counts what it signed. */
class CountingSigner {
  readonly vault = makeVault();
  readonly signed: CheckpointStatement[] = [];
  away = false;

  publicKeys() {
    return this.vault.publicKeys();
  }

  async signCheckpoint(statement: CheckpointStatement): Promise<string> {
    if (this.away) throw new Error('The vault is away.');
    this.signed.push(statement);
    return this.vault.signCheckpoint(statement);
  }
}

/** Writes many right entries at once, without the locks that make one after another slow. */
export const growChain = async (orm: MikroORM, userId: string, count: number): Promise<void> => {
  const em = orm.em.fork();
  const { seq, hash } = await em.findOneOrFail(AuditChain, { id: userId });
  const rows: RequiredEntityData<AuditRecord>[] = [];
  let previousHash = hash;
  for (let index = 1; index <= count; index += 1) {
    const act = { userId, actor: ActorKind.PERSON, action: 'message.sent', resource: 'msg_1', result: 'OK' };
    const entry = { ...act, seq: seq + index, at: new Date(), details: { index }, previousHash };
    previousHash = auditHash(entry);
    rows.push({ ...entry, id: newId('aud'), hash: previousHash });
  }
  for (let done = 0; done < count; done += 100) await em.insertMany(AuditRecord, rows.slice(done, done + 100));
  await em.nativeUpdate(AuditChain, { id: userId }, { seq: seq + count, hash: previousHash });
};

/** Tests only: an audit log with its checkpoints over a real database and a real vault. */
export class AuditCase {
  readonly signer = new CountingSigner();
  readonly errors: unknown[] = [];
  readonly checkpoints: Checkpoints;
  readonly log: AuditLog;
  readonly exporter: AuditExportService;

  private constructor(readonly orm: MikroORM) {
    this.checkpoints = new Checkpoints(orm.em, this.signer, (error) => this.errors.push(error));
    this.log = new AuditLog(orm.em, (userId) => this.checkpoints.wake(userId));
    this.exporter = new AuditExportService(orm.em, this.checkpoints, this.signer);
  }

  static async open(config?: DatabaseConfig): Promise<AuditCase> {
    return new AuditCase(await openDatabase(config ?? (await testDatabase()), auditEntities));
  }

  /** On SQLite a file, so that two cases can share it as two processes would. */
  static async shared(): Promise<DatabaseConfig> {
    const config = await testDatabase();
    if (config.kind === 'postgresql') return config;
    return { kind: 'sqlite', path: join(mkdtempSync(join(tmpdir(), 'tuxedo-audit-')), 'test.sqlite') };
  }

  async close(): Promise<void> {
    await this.checkpoints.stop();
    await this.orm.close();
  }

  act(details: Record<string, unknown> = {}, change: { userId?: string; result?: string } = {}): Promise<AuditRecord> {
    const event = { userId: ADA, actor: ActorKind.PERSON, resource: 'msg_1', result: 'OK', details, ...change };
    return this.orm.em.fork().transactional((tx) => this.log.record(tx, { ...event, action: 'message.sent' }));
  }

  /** Many acts, of which the first of all and the last go through the log, and the others are quicker. */
  async acts(count: number): Promise<void> {
    const begun = (await this.orm.em.fork().count(AuditChain, { id: ADA })) > 0;
    if (!begun) await this.act();
    await growChain(this.orm, ADA, count - (begun ? 1 : 2));
    await this.act();
  }

  async signed(userId = ADA): Promise<CheckpointRecord[]> {
    await this.checkpoints.signMissing(userId);
    return this.orm.em.fork().find(CheckpointRecord, { userId }, { orderBy: { seq: 'asc' } });
  }

  async verify(known?: { hash: string; seq?: number }) {
    const { audit: publicKey } = await this.signer.publicKeys();
    return this.log.verify(ADA, { publicKey, known });
  }

  hashOf = async (seq: number): Promise<string> =>
    (await this.orm.em.fork().findOneOrFail(AuditRecord, { userId: ADA, seq })).hash;

  /** What somebody does who has the tables: takes the end away and puts the head back. */
  async cutTo(seq: number): Promise<void> {
    const em = this.orm.em.fork();
    const hash = await this.hashOf(seq);
    await em.nativeDelete(AuditRecord, { userId: ADA, seq: { $gt: seq } });
    await em.nativeUpdate(AuditChain, { id: ADA }, { seq, hash });
  }

  /** The whole log as a file. */
  async file(format: 'JSONL' | 'CSV' = 'JSONL'): Promise<string> {
    let text = '';
    for (let after: number | null = 0; after !== null; ) {
      const page = await this.exporter.page(ADA, format, after);
      text += page.text;
      after = page.nextSeq;
    }
    return text;
  }
}
