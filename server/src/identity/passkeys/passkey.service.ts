import type { EntityManager } from '@mikro-orm/core';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { displayName } from '../../kernel/display-name.js';
import { badInput, DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { endAfterCommit } from '../../keyring/ending.js';
import { storedState, storeState } from '../../keyring/vault-state.entity.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { Events } from '../../platform/events/events.js';
import { isNew, mismatch } from '../../vault/contract/refusals.js';
import { sealedOrNull } from '../../vault/contract/seals.js';
import type { PinnedPasskey, Vault } from '../../vault/contract/vault.js';
import { isRecovering } from '../records/recovery-window.js';
import { sessionRecord } from '../records/sealed-records.js';
import { Passkey, RecoveryCode, Session, User } from '../records/user.entity.js';
import type { PasskeyExemptions, SessionHolder } from '../sessions/passkey-exemptions.js';
import { readableAgent } from '../sessions/readable-agent.js';
import { type SessionService, tooNew } from '../sessions/session.service.js';
import type { Challenges } from './challenges.js';
import type { Json, NewCredential, PasskeyCeremony } from './passkey-ceremony.js';

const MAX_PASSKEYS = 20;

export type Asked = { id: string; options: Json };
export type AddPasskey = { challengeId: string; response: Json; name: string };
/** `from` is the browser as it calls itself; `confirmed` says that another passkey stands behind the call. */
type Adder = SessionHolder & { confirmed?: boolean; from?: string | undefined };

export type PasskeyParts = {
  challenges: Challenges;
  ceremony: PasskeyCeremony;
  vault: Vault;
  audit: AuditLog;
  events: Events;
  exemptions: PasskeyExemptions;
  sessions: SessionService;
};

/** A verified credential, and what is shown of it. */
export type Enrolment = NewCredential & {
  /** Given where something else was sealed with it. */
  id?: string;
  name: string;
  from?: string | undefined;
  afterRecovery?: boolean;
};

/** The passkeys of a person: pinned by the vault when they are added, and never fewer than one afterwards. */
export class PasskeyService {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: PasskeyParts,
    private readonly now: () => Date = () => new Date(),
  ) {}

  list(userId: string, em = this.em.fork()): Promise<Passkey[]> {
    return em.find(Passkey, { userId }, { orderBy: { id: 'asc' } });
  }

  /** Null where it confirms already. The vault holds to what it pinned; this only tells. */
  confirmsFrom({ notBefore }: Passkey): Date | null {
    return notBefore && notBefore > this.now() ? notBefore : null;
  }

  /** The passkey that an assertion names, whoever holds it; for one person's alone give the userId. */
  async findByAssertion(assertion: Json, userId?: string): Promise<Passkey | null> {
    if (typeof assertion.id !== 'string') return null;
    return this.em.fork().findOne(Passkey, { credentialId: assertion.id, ...(userId !== undefined && { userId }) });
  }

  /** Options for the browser to confirm `canonical` with a passkey of this person, and not with one that is too new. */
  async confirmOptions(userId: string, canonical: string): Promise<Json> {
    const all = await this.list(userId);
    const confirming = all.filter((passkey) => this.confirmsFrom(passkey) === null);
    return { ...(await this.parts.ceremony.assertOptions(canonical, confirming.length > 0 ? confirming : all)) };
  }

  /** Said before anything is asked of somebody none of whose passkeys confirms yet. */
  async assertSomeConfirm(userId: string): Promise<void> {
    const waits = (await this.list(userId)).map((passkey) => this.confirmsFrom(passkey)?.toISOString() ?? '').sort();
    if (waits[0]) throw isNew(waits[0]);
  }

  /** Stores the counter of an assertion that the vault verified; refuses if another one was faster. */
  async used(tx: EntityManager, passkey: PinnedPasskey, counter: number): Promise<void> {
    const unchanged = { id: passkey.id, counter: passkey.counter };
    if ((await tx.nativeUpdate(Passkey, unchanged, { counter, lastUsedAt: this.now() })) !== 1) throw mismatch();
  }

  async startAdd(caller: SessionHolder): Promise<Asked> {
    const { userId } = caller;
    await this.assertMayAdd(caller);
    const user = await this.em.fork().findOneOrFail(User, { id: userId });
    const options = await this.parts.ceremony.enrolOptions(user, await this.list(userId));
    const question = { kind: 'ADD_PASSKEY', userId, challenge: options.challenge, payload: {} } as const;
    const { id } = await this.parts.challenges.issue(question);
    return { id, options: { ...options } };
  }

  async add(adder: Adder, { challengeId, response, name }: AddPasskey): Promise<Passkey> {
    const { userId, sessionId, confirmed = false } = adder;
    const label = displayName(name, 'name of the passkey');
    const challenge = await this.parts.challenges.consume(challengeId, 'ADD_PASSKEY', userId);
    if (!challenge) throw expired('passkey');
    const credential = await this.parts.ceremony.readEnrolment(challenge.challenge, response);
    return this.change(userId, 'passkey.added', async (tx) => {
      await assertRoom(tx, userId);
      // Asked again with the row held: of two at once that nothing but one recovery code stands behind, one gets in.
      if (!confirmed && !(await this.parts.exemptions.hold(adder, 'addPasskey', tx))) throw needsPasskey();
      const found = await tx.findOne(Session, { id: sessionId ?? '', userId });
      const session = await sealedOrNull(this.parts.vault, found, sessionRecord);
      // Signed out, or deleted, while the passkey was made: it must not become a way back in.
      if (!session) throw new DomainError(ErrorCode.UNAUTHENTICATED, 'Sign in first.');
      const afterRecovery = isRecovering(session);
      const passkey = await this.store(tx, userId, { ...credential, name: label, from: adder.from, afterRecovery });
      if (session.passkeyId === null) await this.belong(tx, session, passkey);
      return passkey;
    });
  }

  // With the time of its last use as it was read: the vault seals both, and a request beside this one may write a later one.
  private async belong(tx: EntityManager, session: Session, { id: passkeyId }: Passkey): Promise<void> {
    const { id, lastSeenAt } = session;
    const mac = await this.parts.vault.seal(sessionRecord({ ...session, passkeyId }));
    await tx.nativeUpdate(Session, { id }, { passkeyId, lastSeenAt, mac });
  }

  private async dropCodes(tx: EntityManager, userId: string): Promise<void> {
    endAfterCommit(tx, this.parts.vault, await tx.find(RecoveryCode, { userId }, { disableIdentityMap: true }));
    await tx.nativeDelete(RecoveryCode, { userId });
  }

  /** Pins a verified credential and keeps it, within the caller's transaction. */
  async store(tx: EntityManager, userId: string, enrolment: Enrolment): Promise<Passkey> {
    const { credentialId, publicKey, counter, transports, backedUp, name, from, afterRecovery = false } = enrolment;
    const pinned = { id: enrolment.id ?? newId('key'), userId, credentialId, publicKey };
    const others = (await this.list(userId, tx)).map(pinnedOf);
    const request = { passkey: pinned, others, state: await storedState(tx, userId) };
    const { mac, notBefore, state } = await this.parts.vault.pinPasskey(request);
    await storeState(tx, state);
    const addedFrom = readableAgent(from);
    const shown = { name, transports, backedUp, addedFrom, afterRecovery, createdAt: this.now(), lastUsedAt: null };
    const passkey = tx.create(Passkey, {
      ...pinned,
      counter,
      mac,
      ...shown,
      notBefore: notBefore === null ? null : new Date(notBefore),
    });
    await tx.persist(passkey).flush().catch(refuseTaken);
    return passkey;
  }

  /** What `add` would refuse whatever the authenticator says. */
  async assertRoomFor(userId: string, name: string): Promise<void> {
    displayName(name, 'name of the passkey');
    await assertRoom(this.em.fork(), userId);
  }

  async assertMayRemove(userId: string): Promise<void> {
    assertNotLast(await this.list(userId));
  }

  /** Its sessions end with it. One that came by a recovery code and is removed in its first day takes all codes with it. */
  async remove(userId: string, id: string): Promise<void> {
    await this.change(userId, 'passkey.removed', async (tx) => {
      const passkeys = await this.list(userId, tx);
      const passkey = passkeys.find((one) => one.id === id);
      if (!passkey) throw notFound('passkey');
      assertNotLast(passkeys);
      await tx.nativeDelete(Passkey, { id });
      endAfterCommit(tx, this.parts.vault, [{ id }]);
      await this.parts.sessions.dropOf(tx, userId, id);
      // Whoever used a code that was not theirs may hold the others too, and has made new ones.
      if (passkey.afterRecovery && this.confirmsFrom(passkey)) await this.dropCodes(tx, userId);
      return passkey;
    });
  }

  /** A new passkey renames itself alone: the names of the others are how their owner knows them. */
  async rename(caller: SessionHolder, id: string, name: string): Promise<Passkey> {
    const { userId } = caller;
    const label = displayName(name, 'name of the passkey');
    return this.change(userId, 'passkey.renamed', async (tx) => {
      if (!(await this.parts.sessions.standsBehind(tx, caller, id))) throw tooNew('renames no passkey but itself');
      const passkey = await tx.findOne(Passkey, { id, userId });
      if (!passkey) throw notFound('passkey');
      passkey.name = label;
      return passkey;
    });
  }

  // The person's row is held, so that two removals at once cannot both leave "another one".
  private change(userId: string, action: AuditAction, work: (tx: EntityManager) => Promise<Passkey>): Promise<Passkey> {
    return withRowLocked(this.em, User, userId, async (tx) => {
      const passkey = await work(tx);
      const details = { name: passkey.name, ...(action === 'passkey.added' && enrolled(passkey)) };
      const act = { action, resource: passkey.id, result: 'OK', details };
      await this.parts.audit.record(tx, { userId, actor: ActorKind.PERSON, ...act });
      await this.parts.events.publish(tx, `user:${userId}`, { passkeyId: passkey.id });
      return passkey;
    });
  }

  // Told before an authenticator makes a passkey that nobody would take, and that would lie on the device for ever.
  private async assertMayAdd(caller: SessionHolder): Promise<void> {
    if (await this.parts.exemptions.hold(caller, 'addPasskey')) return;
    const session = await this.em.fork().findOne(Session, { id: caller.sessionId ?? '', userId: caller.userId });
    if (session && isRecovering(session))
      throw new DomainError(
        ErrorCode.CONSENT_REQUIRED,
        'The 15 minutes after your recovery code are over. Sign in with another recovery code, or with a passkey that you still have.',
      );
  }
}

const assertRoom = async (em: EntityManager, userId: string): Promise<void> => {
  if ((await em.count(Passkey, { userId })) >= MAX_PASSKEYS)
    throw new DomainError(ErrorCode.CONFLICT, `You have ${MAX_PASSKEYS} passkeys, which is the most. Remove one.`);
};

const assertNotLast = (passkeys: Passkey[]): void => {
  if (passkeys.length === 1)
    throw new DomainError(ErrorCode.CONFLICT, 'This is your only passkey. Add another one before you remove it.');
};

/** The row as the vault takes it: plain JSON, no entity. */
export const pinnedOf = ({ id, userId, credentialId, publicKey, counter, mac, notBefore }: Passkey): PinnedPasskey => ({
  id,
  userId,
  credentialId,
  publicKey,
  counter,
  mac,
  notBefore: notBefore?.toISOString() ?? null,
});

/** The log is the witness of which key was enrolled: a receipt is checked against this, not against a row. */
export const enrolled = ({ credentialId, publicKey }: Passkey) => ({ credentialId, publicKey });

const needsPasskey = (): DomainError =>
  new DomainError(ErrorCode.CONSENT_REQUIRED, 'This needs your passkey. Confirm it with one and send the assertion.');

export const expired = (what: string): DomainError =>
  badInput(`This ${what} request has expired or was used already. Start it again.`);

const refuseTaken = (error: unknown): never => {
  if (error instanceof UniqueConstraintViolationException)
    throw new DomainError(ErrorCode.CONFLICT, 'This passkey is registered already. Sign in with it, or make another.');
  throw error;
};
