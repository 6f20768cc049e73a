import { randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import { displayName } from '../../kernel/display-name.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import type { AuditAction, AuditLog } from '../../platform/audit/audit-log.js';
import { lockRow } from '../../platform/db/lock.js';
import type { Vault } from '../../vault/contract/vault.js';
import { demoRecord } from '../records/sealed-records.js';
import { type Passkey, User } from '../records/user.entity.js';
import type { RecoveryCodesService } from '../recovery/recovery-codes.service.js';
import type { Entry, NewSession, SessionService } from '../sessions/session.service.js';
import type { Challenges } from './challenges.js';
import { type Asked, enrolled, expired, type PasskeyService, pinnedOf } from './passkey.service.js';
import { type Json, type PasskeyCeremony, userHandleOf } from './passkey-ceremony.js';

export type SignedIn = { user: User; token: string; expiresAt: Date; recoveryCodes: string[] | null };
export type PasskeyResponse = { challengeId: string; response: Json; userAgent?: string | undefined };

// One sentence for an unknown passkey and a wrong answer: neither tells what is registered here.
const unknownPasskey = (): DomainError =>
  new DomainError(
    ErrorCode.UNAUTHENTICATED,
    'This passkey cannot sign in here. Use another passkey or a recovery code, or register.',
  );
const unknownCode = (): DomainError =>
  new DomainError(ErrorCode.UNAUTHENTICATED, 'This recovery code is not valid, or was used already. Try another one.');

/** Every way in: a passkey, a recovery code, and on the local network a demo. No e-mail and no password. */
export class SignInService {
  constructor(
    private readonly em: EntityManager,
    private readonly parts: {
      challenges: Challenges;
      ceremony: PasskeyCeremony;
      passkeys: PasskeyService;
      recoveryCodes: RecoveryCodesService;
      sessions: SessionService;
      vault: Vault;
      audit: AuditLog;
    },
    private readonly now: () => Date = () => new Date(),
  ) {}

  async startRegistration(name: string): Promise<Asked> {
    const user = { id: newId('usr'), name: displayName(name, 'name') };
    const options = await this.parts.ceremony.enrolOptions(user, []);
    const question = { kind: 'REGISTRATION', userId: null, challenge: options.challenge, payload: user } as const;
    const { id } = await this.parts.challenges.issue(question);
    return { id, options: { ...options } };
  }

  async finishRegistration(answer: PasskeyResponse & { passkeyName?: string | undefined }): Promise<SignedIn> {
    const { challenges, ceremony, recoveryCodes, passkeys } = this.parts;
    const label = displayName(answer.passkeyName ?? 'Passkey', 'name of the passkey');
    const challenge = await challenges.consume(answer.challengeId, 'REGISTRATION', null);
    if (!challenge) throw expired('registration');
    const credential = await ceremony.readEnrolment(challenge.challenge, answer.response);
    const { id = '', name = '' } = challenge.payload;
    const codes = await recoveryCodes.prepare(id);
    const passkeyId = newId('key');
    const entry = { openedWith: 'PASSKEY', passkeyId, userAgent: answer.userAgent } as const;
    const session = await this.parts.sessions.prepare(id, entry);
    return this.em.fork().transactional(async (tx) => {
      const user = await this.createUser(tx, { id, name, demo: false, mac: null });
      const shownOf = { id: passkeyId, name: label, from: answer.userAgent };
      const passkey = await passkeys.store(tx, user.id, { ...credential, ...shownOf });
      const shown = await recoveryCodes.store(tx, user.id, codes);
      await this.record(tx, 'user.registered', user.id, { passkey: passkey.id, ...enrolled(passkey) });
      return { ...(await this.open(tx, user, session)), recoveryCodes: shown };
    });
  }

  /** For the sign-in button and for the browser's autofill: no name is asked, any passkey of the site may answer. */
  async startSignIn(): Promise<Asked> {
    const canonical = `tuxedo-sign-in/v1\nnonce: ${randomBytes(32).toString('base64url')}\n`;
    const options = await this.parts.ceremony.assertOptions(canonical, []);
    const question = { kind: 'SIGN_IN', userId: null, challenge: options.challenge, payload: { canonical } } as const;
    const { id } = await this.parts.challenges.issue(question);
    return { id, options: { ...options } };
  }

  async finishSignIn({ challengeId, response, userAgent }: PasskeyResponse): Promise<SignedIn> {
    const challenge = await this.parts.challenges.consume(challengeId, 'SIGN_IN', null);
    if (!challenge) throw expired('sign-in');
    const passkey = await this.parts.passkeys.findByAssertion(response);
    if (!passkey || handleIn(response) !== userHandleOf(passkey.userId)) throw unknownPasskey();
    const counter = await this.verified(passkey, challenge.payload.canonical ?? '', response);
    return this.enter(passkey.userId, { openedWith: 'PASSKEY', passkeyId: passkey.id, userAgent }, async (tx) => {
      await this.parts.passkeys.used(tx, pinnedOf(passkey), counter).catch(asUnknownPasskey);
      await this.record(tx, 'user.signed_in', passkey.userId, { passkey: passkey.id });
      return null;
    });
  }

  /** Ends every other session, and shows new codes, which hold once they are saved. */
  async signInWithRecoveryCode(text: string, userAgent?: string): Promise<SignedIn> {
    const { recoveryCodes, sessions } = this.parts;
    const code = await recoveryCodes.find(text);
    if (!code) throw unknownCode();
    const fresh = await recoveryCodes.prepare(code.userId);
    return this.enter(code.userId, { openedWith: 'RECOVERY_CODE', passkeyId: null, userAgent }, async (tx) => {
      if (!(await recoveryCodes.use(tx, code))) throw unknownCode();
      await sessions.dropAll(tx, code.userId);
      await this.record(tx, 'user.recovered', code.userId, { code: code.id });
      return recoveryCodes.store(tx, code.userId, fresh);
    });
  }

  /** A person of the local network, with test money and no passkey. The field for it exists on LOCAL alone. */
  async signInToLocalDemo(name: string, userAgent?: string): Promise<SignedIn> {
    const label = displayName(name, 'name');
    const id = newId('usr');
    const mac = await this.parts.vault.seal(demoRecord({ id }));
    const session = await this.parts.sessions.prepare(id, { openedWith: 'DEMO', passkeyId: null, userAgent });
    return this.em.fork().transactional(async (tx) => {
      const user = await this.createUser(tx, { id, name: label, demo: true, mac });
      await this.record(tx, 'user.registered', user.id, { demo: true });
      return this.open(tx, user, session);
    });
  }

  private async verified(passkey: Passkey, canonical: string, assertion: Json): Promise<number> {
    const check = { userId: passkey.userId, canonical, assertion, passkey: pinnedOf(passkey) };
    return (await this.parts.vault.verifyAssertion(check).catch(asUnknownPasskey)).counter;
  }

  // The proof is used up, the act recorded and the session opened together, or none of them is.
  // `prove` gives the recovery codes to show, where it made any.
  private async enter(
    userId: string,
    entry: Entry,
    prove: (tx: EntityManager) => Promise<string[] | null>,
  ): Promise<SignedIn> {
    const session = await this.parts.sessions.prepare(userId, entry);
    return this.em.fork().transactional(async (tx) => {
      const user = await lockRow(tx, User, userId);
      const recoveryCodes = await prove(tx);
      return { ...(await this.open(tx, user, session)), recoveryCodes };
    });
  }

  private async open(tx: EntityManager, user: User, session: NewSession): Promise<SignedIn> {
    const { token, expiresAt } = await this.parts.sessions.open(tx, session);
    return { user, token, expiresAt, recoveryCodes: null };
  }

  private async createUser(tx: EntityManager, one: Pick<User, 'id' | 'name' | 'demo' | 'mac'>): Promise<User> {
    const user = tx.create(User, { ...one, ...thawed, createdAt: this.now() });
    await tx.persist(user).flush();
    return user;
  }

  private record(tx: EntityManager, action: AuditAction, userId: string, details: Json): Promise<unknown> {
    return this.parts.audit.record(tx, {
      userId,
      actor: ActorKind.PERSON,
      action,
      resource: userId,
      result: 'OK',
      details,
    });
  }
}

const thawed = {
  frozenAt: null,
  frozenReason: null,
  agentFrozenAt: null,
  agentFrozenReason: null,
  agentRefusalsFrom: null,
};

const handleIn = (response: Json): unknown => (response.response as { userHandle?: unknown } | undefined)?.userHandle;

const asUnknownPasskey = (error: unknown): never => {
  throw error instanceof DomainError && error.code === ErrorCode.CONSENT_MISMATCH ? unknownPasskey() : error;
};
