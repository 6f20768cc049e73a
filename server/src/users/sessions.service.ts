import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/core';
import type { AuditAction, AuditLog } from '../audit/audit-log.js';
import { afterCommit } from '../db/after-commit.js';
import { withRowLocked } from '../db/lock.js';
import { notFound } from '../errors.js';
import type { Events } from '../events/events.service.js';
import { type Actor, ActorKind, personActor } from '../graphql/context.js';
import { newId } from '../ids.js';
import { readableAgent } from './readable-agent.js';
import { isRecovering } from './recovery-window.js';
import { Session, type SignInMethod, User } from './user.entity.js';

const HOUR_MS = 3_600_000;
const LIFE_MS = 7 * 24 * HOUR_MS;
const IDLE_MS = 24 * HOUR_MS;
const SEEN_EVERY_MS = 60_000;
const MAX_SESSIONS = 50;
const TOKEN = /^tux_[\w-]{43}$/;

export type Opened = { token: string; expiresAt: Date; session: Session };
/** How somebody came in; `passkeyId` is the passkey that did it, null where none did. */
export type Entry = { openedWith: SignInMethod; passkeyId: string | null; userAgent?: string | undefined };
export type Authenticated = { actor: Actor; expiresAt: Date };

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Who is signed in where: a token of 256 random bits for 7 days, or for 24 hours without use. */
export class SessionService {
  constructor(
    private readonly em: EntityManager,
    private readonly audit: AuditLog,
    private readonly events: Events,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Opens a session within the caller's transaction; the token is returned here and never again. */
  async open(tx: EntityManager, userId: string, { openedWith, passkeyId, userAgent }: Entry): Promise<Opened> {
    const now = this.now();
    const token = `tux_${randomBytes(32).toString('base64url')}`;
    const expiresAt = new Date(now.getTime() + LIFE_MS);
    const session = tx.create(Session, {
      id: newId('ses'),
      userId,
      tokenHash: hashToken(token),
      openedWith,
      passkeyId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      userAgent: readableAgent(userAgent),
    });
    await tx.persist(session).flush();
    await this.dropOld(tx, userId);
    return { token, expiresAt, session };
  }

  /** The person behind a token, null for every token that is not good now. */
  async authenticate(token: string): Promise<Authenticated | null> {
    if (!TOKEN.test(token)) return null;
    const em = this.em.fork();
    const session = await em.findOne(Session, { tokenHash: hashToken(token) });
    if (!session || this.isOver(session)) return null;
    await this.touch(em, session);
    const actor = personActor(session.userId, session.id);
    return { actor: isRecovering(session) ? { ...actor, recovering: true } : actor, expiresAt: session.expiresAt };
  }

  /** The sessions that are still good, the one used last first. */
  async list(userId: string): Promise<Session[]> {
    const sessions = await this.em.fork().find(Session, { userId }, { orderBy: { lastSeenAt: 'desc' } });
    return sessions.filter((session) => !this.isOver(session));
  }

  revoke(userId: string, sessionId: string): Promise<boolean> {
    return this.end(userId, { id: sessionId }, 'session.revoked', sessionId);
  }

  signOut(actor: Actor, everywhere: boolean): Promise<boolean> {
    if (everywhere) return this.revokeAll(actor.userId);
    return this.end(actor.userId, { id: actor.sessionId ?? '' }, 'user.signed_out', actor.sessionId ?? '');
  }

  revokeAll(userId: string): Promise<boolean> {
    return this.end(userId, {}, 'user.signed_out', 'all sessions');
  }

  /** Ends all of them within the caller's transaction, which writes down why. */
  async dropAll(tx: EntityManager, userId: string): Promise<void> {
    await this.drop(tx, await tx.find(Session, { userId }));
  }

  private end(userId: string, where: { id?: string }, action: AuditAction, resource: string): Promise<boolean> {
    return withRowLocked(this.em, User, userId, async (tx) => {
      const ending = await tx.find(Session, { ...where, userId });
      if (ending.length === 0) throw notFound('session');
      await this.drop(tx, ending);
      await this.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource, result: 'OK' });
      return true;
    });
  }

  private async drop(tx: EntityManager, sessions: Session[]): Promise<void> {
    const ids = sessions.map(({ id }) => id);
    await tx.nativeDelete(Session, { id: { $in: ids } });
    // Whoever holds a connection for one of them must look again.
    for (const id of ids) afterCommit(tx, () => this.events.wakeUps.wake(`session:${id}`));
  }

  // What is over, and the longest unused beyond the bound, so that a person's sessions cannot grow for ever.
  private async dropOld(tx: EntityManager, userId: string): Promise<void> {
    const all = await tx.find(Session, { userId }, { orderBy: { lastSeenAt: 'desc', id: 'desc' } });
    const old = all.filter((session, index) => index >= MAX_SESSIONS || this.isOver(session));
    if (old.length > 0) await this.drop(tx, old);
  }

  private isOver({ expiresAt, lastSeenAt }: Session): boolean {
    const now = this.now().getTime();
    return now >= expiresAt.getTime() || now >= lastSeenAt.getTime() + IDLE_MS;
  }

  private async touch(em: EntityManager, { id, lastSeenAt }: Session): Promise<void> {
    const now = this.now();
    if (now.getTime() < lastSeenAt.getTime() + SEEN_EVERY_MS) return;
    await em.nativeUpdate(Session, { id, lastSeenAt }, { lastSeenAt: now });
  }
}
