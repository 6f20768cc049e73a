import type { EntityManager } from '@mikro-orm/core';
import { DomainError } from '../kernel/errors.js';
import type { AuditLog } from '../platform/audit/audit-log.js';
import type { KeyRotation, RotationStatus } from './key-rotation.js';
import { type Moving, type MovingOptions, MovingWork } from './moving-work.js';
import { recordKeys } from './open-keyring.js';

type Log = { error: (fields: object, message: string) => void };
export type OperatorKeysParts = {
  em: EntityManager;
  rotation: KeyRotation;
  audit: AuditLog;
  log: Log;
  /** How long a caller waits for work that may be short; the work goes on. */
  patienceMs?: number;
};
export type KeysView = RotationStatus & { retirable: number[]; moving: Moving | null };

const PATIENCE_MS = 2_000;

/**
 * The commands of `npm run keys` for an operator who has no shell. What takes long goes on after the answer. Two processes
 * may do it at once: a keyring is replaced only where it is still the one that was read, and so is each record.
 */
export class OperatorKeysService {
  private readonly work: MovingWork;

  constructor(private readonly parts: OperatorKeysParts) {
    this.work = new MovingWork(parts.rotation, (error) => parts.log.error({ error }, 'moving keys failed'));
  }

  async status(): Promise<KeysView> {
    const { rotation } = this.parts;
    const [status, retirable] = [await rotation.status(), await rotation.retirable()];
    return { ...status, retirable, moving: this.work.latest() };
  }

  /** A new version seals from now on; moving every account to it has begun when this returns. */
  async rotate(): Promise<KeysView> {
    const everything = { dryRun: false, newDataKeys: false };
    await this.writingRefusals('rotate', () =>
      this.work.start(everything, () => this.parts.rotation.rotate('OPERATOR')),
    );
    await this.waitAWhile();
    return this.status();
  }

  /** Moves what is left, or says how far it is where it moves already. */
  async rewrap(options: MovingOptions): Promise<Moving> {
    await this.writingRefusals('rewrap', async () => {
      if (!this.work.isDoing(options)) await this.work.start(options);
    });
    await this.waitAWhile();
    return this.work.latest()!;
  }

  async retire(): Promise<KeysView> {
    await this.writingRefusals('retire', () => this.parts.rotation.retireDue('OPERATOR'));
    return this.status();
  }

  /** Comes to rest between two pages; what is left is what the next one moves. */
  stop(): Promise<void> {
    return this.work.stop();
  }

  private waitAWhile(): Promise<void> {
    return this.work.settled(this.parts.patienceMs ?? PATIENCE_MS);
  }

  // Whoever tried and was refused is in the log too; a fault of ours is in the log of the server.
  private async writingRefusals(command: string, act: () => Promise<unknown>): Promise<void> {
    const { em, rotation, audit } = this.parts;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { number } = await rotation.status();
      const details = { number, command, message: error.message };
      const refused = { actor: 'OPERATOR', action: 'key.refused', details, result: error.code } as const;
      await em.fork().transactional((tx) => recordKeys(audit, tx, refused));
      throw error;
    }
  }
}
