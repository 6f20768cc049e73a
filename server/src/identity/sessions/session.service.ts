import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager, RequiredEntityData } from '@mikro-orm/core';
import { type Actor, ActorKind, personActor } from '../../kernel/actor.js';
import { DAY_MS, MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { endAfterCommit } from '../../keyring/ending.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { afterCommit } from '../../platform/db/after-commit.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { type EndingSeals, onlySealed, sealedOrNull } from '../../vault/contract/seals.js';
import { isRecovering } from '../records/recovery-window.js';
import { sessionRecord } from '../records/sealed-records.js';
import { Passkey, Session, type SignInMethod, User } from '../records/user.entity.js';
import type { SessionHolder } from './passkey-exemptions.js';
import { readableAgent } from './readable-agent.js';

const LIFE_MS = 7 * DAY_MS;
const IDLE_MS = DAY_MS;
const SEEN_EVERY_MS = MINUTE_MS;
const MAX_SESSIONS = 50;
const TOKEN = /^tux_[\w-]{43}$/;

/** A session that is not stored yet: made outside of any transaction, because the vault seals it. */
export type NewSession = { token: string; row: RequiredEntityData<Session> & Pick<Session, 'userId' | 'expiresAt'> };
export type OpenedSession = { token: string; expiresAt: Date; session: Session };
/** How somebody came in; `passkeyId` is the passkey that did it, null where none did. */
export type Entry = { openedWith: SignInMethod; passkeyId: string | null; userAgent?: string | undefined };
export type Authenticated = { actor: Actor; expiresAt: Date };

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export type SessionParts = { audit: AuditLog; events: Events; vault: EndingSeals };

/** Who is signed in where: a token of 256 random bits for 7 days, or for 24 hours without use. */
export class SessionService {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: SessionParts,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Made before the transaction that opens it. */
  async prepare(userId: string, { openedWith, passkeyId, userAgent }: Entry): Promise<NewSession> {
    const now = this.now();
    const token = `tux_${randomBytes(32).toString('base64url')}`;
    const times = { createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + LIFE_MS) };
    const who = { id: newId('ses'), userId, tokenHash: hashToken(token), openedWith, passkeyId };
    const row = { ...who, ...times, userAgent: readableAgent(userAgent) };
    return { token, row: { ...row, mac: await this.parts.vault.seal(sessionRecord(row)) } };
  }

  /** Opens a session within the caller's transaction; the token is returned here and never again. */
  async open(tx: EntityManager, { token, row }: NewSession): Promise<OpenedSession> {
    const session = tx.create(Session, row);
    await tx.persist(session).flush();
    await this.dropOld(tx, session);
    return { token, expiresAt: row.expiresAt, session };
  }

  /** The person behind a token, null for every token that is not good now. */
  async authenticate(token: string): Promise<Authenticated | null> {
    if (!TOKEN.test(token)) return null;
    const em = this.em.fork();
    const found = await em.findOne(Session, { tokenHash: hashToken(token) });
    const session = await sealedOrNull(this.parts.vault, found, sessionRecord);
    if (!session || this.isOver(session)) return null;
    await this.touch(em, session);
    const actor = personActor(session.userId, session.id);
    return { actor: isRecovering(session) ? { ...actor, recovering: true } : actor, expiresAt: session.expiresAt };
  }

  /** The sessions that are still good, the one used last first. */
  async list(userId: string): Promise<Session[]> {
    const sessions = await this.em.fork().find(Session, { userId }, { orderBy: { lastSeenAt: 'desc' } });
    const open = sessions.filter((session) => !this.isOver(session));
    return onlySealed(this.parts.vault, open, sessionRecord);
  }

  revoke(caller: SessionHolder, sessionId: string): Promise<boolean> {
    return this.end(caller, { id: sessionId }, 'session.revoked', sessionId);
  }

  signOut(caller: SessionHolder, everywhere: boolean): Promise<boolean> {
    if (everywhere) return this.end(caller, {}, 'user.signed_out', 'all sessions');
    return this.end(caller, { id: caller.sessionId ?? '' }, 'user.signed_out', caller.sessionId ?? '');
  }

  /**
   * Whether the caller may touch what their person's others rely on. Behind a session may stand a passkey in its first day,
   * or a recovery code alone: either may be a thief's, who must not shut out whoever could notice. `own` is always theirs.
   */
  async standsBehind(tx: EntityManager, { userId, sessionId }: SessionHolder, own?: string): Promise<boolean> {
    const found = await tx.findOne(Session, { id: sessionId ?? '', userId });
    const session = await sealedOrNull(this.parts.vault, found, sessionRecord);
    if (!session) return false;
    if (!session.passkeyId) return session.openedWith === 'DEMO';
    const passkey = await tx.findOne(Passkey, { id: session.passkeyId, userId });
    return passkey !== null && (passkey.id === own || !passkey.notBefore || passkey.notBefore <= this.now());
  }

  /** Ends those of one passkey within the caller's transaction, which writes down why. */
  async dropOf(tx: EntityManager, userId: string, passkeyId: string): Promise<void> {
    await this.drop(tx, await tx.find(Session, { userId, passkeyId }));
  }

  /** Ends all of them within the caller's transaction, which writes down why. */
  async dropAll(tx: EntityManager, userId: string): Promise<void> {
    await this.drop(tx, await tx.find(Session, { userId }));
  }

  private end(caller: SessionHolder, where: { id?: string }, action: AuditAction, resource: string): Promise<boolean> {
    const { userId, sessionId } = caller;
    return withRowLocked(this.em, User, userId, async (tx) => {
      const ending = await tx.find(Session, { ...where, userId });
      if (ending.length === 0) throw notFound('session');
      const isOwn = ending.every(({ id }) => id === sessionId);
      if (!isOwn && !(await this.standsBehind(tx, caller))) throw tooNew('ends no session but its own');
      await this.drop(tx, ending);
      await this.parts.audit.record(tx, { userId, actor: ActorKind.PERSON, action, resource, result: 'OK' });
      return true;
    });
  }

  private async drop(tx: EntityManager, sessions: Session[]): Promise<void> {
    const ids = sessions.map(({ id }) => id);
    await tx.nativeDelete(Session, { id: { $in: ids } });
    endAfterCommit(tx, this.parts.vault, sessions);
    // Whoever holds a connection for one of them must look again.
    for (const id of ids) afterCommit(tx, () => this.parts.events.wakeUps.wake(`session:${id}`));
  }

  // What is over, and the longest unused beyond the bound of their passkey, so that sessions cannot grow for ever, and no
  // passkey pushes out those of another by signing in again and again.
  private async dropOld(tx: EntityManager, { userId, passkeyId }: Session): Promise<void> {
    const all = await tx.find(Session, { userId }, { orderBy: { lastSeenAt: 'desc', id: 'desc' } });
    const beyond = new Set(all.filter((session) => session.passkeyId === passkeyId).slice(MAX_SESSIONS));
    const old = all.filter((session) => beyond.has(session) || this.isOver(session));
    if (old.length > 0) await this.drop(tx, old);
  }

  private isOver({ expiresAt, lastSeenAt }: Session): boolean {
    const now = this.now().getTime();
    return now >= expiresAt.getTime() || now >= lastSeenAt.getTime() + IDLE_MS;
  }

  // The time is sealed as well, or whoever writes the table could keep a session alive that nobody uses.
  private async touch(em: EntityManager, session: Session): Promise<void> {
    const lastSeenAt = this.now();
    const { id, mac } = session;
    if (lastSeenAt.getTime() < session.lastSeenAt.getTime() + SEEN_EVERY_MS) return;
    const seen = sessionRecord({ ...session, lastSeenAt });
    await em.nativeUpdate(Session, { id, mac }, { lastSeenAt, mac: await this.parts.vault.seal(seen) });
  }
}

export const tooNew = (limit: string): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    `You came in with a recovery code or a new passkey, which ${limit} in its first day. Sign in with an older passkey.`,
  );
