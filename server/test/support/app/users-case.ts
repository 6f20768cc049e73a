import type { MikroORM } from '@mikro-orm/core';
import { ConsentGuard } from '../../../src/identity/consent/consent.guard.js';
import { ConsentService } from '../../../src/identity/consent/consent.service.js';
import { Challenges } from '../../../src/identity/passkeys/challenges.js';
import { PasskeyService } from '../../../src/identity/passkeys/passkey.service.js';
import { PasskeyCeremony } from '../../../src/identity/passkeys/passkey-ceremony.js';
import { type SignedIn, SignInService } from '../../../src/identity/passkeys/sign-in.service.js';
import { Session, userEntities } from '../../../src/identity/records/user.entity.js';
import { RecoveryCodesService } from '../../../src/identity/recovery/recovery-codes.service.js';
import { PasskeyExemptions } from '../../../src/identity/sessions/passkey-exemptions.js';
import { SessionService } from '../../../src/identity/sessions/session.service.js';
import { UserService } from '../../../src/identity/users/user.service.js';
import { personActor } from '../../../src/kernel/actor.js';
import { vaultEntities } from '../../../src/keyring/vault-state.entity.js';
import { AuditRecord, auditEntities } from '../../../src/platform/audit/audit.entity.js';
import { AuditLog } from '../../../src/platform/audit/audit-log.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import { Stream, StreamEvent } from '../../../src/platform/events/event.entity.js';
import { Events, type StreamName } from '../../../src/platform/events/events.js';
import { WakeUps } from '../../../src/platform/events/wake-ups.js';
import type { RequestContext } from '../../../src/platform/graphql/context.js';
import { Rehearsals } from '../../../src/platform/graphql/rehearsals.js';
import { relyingPartyOf } from '../../../src/vault/contract/relying-party.js';
import { EmbeddedVault } from '../../../src/vault/room/embedded-vault.js';
import { type Overrides, SoftAuthenticator } from '../people/soft-authenticator.js';
import { testDatabase } from './test-database.js';
import { LENIENT } from './vault-case.js';

export const ORIGIN = 'http://localhost:4000';

// Eight slow hashes for each person would be most of the time of these tests.
const CHEAP = 4;

export type TestPerson = SignedIn & { authenticator: SoftAuthenticator; context: RequestContext; sessionId: string };

// A base class, because its property is set before the services below are made from it.
class WithDatabase {
  protected constructor(readonly orm: MikroORM) {}
}

/** Tests only: the services of users/ over a real database in memory and a real vault, with a clock to turn. */
export class UsersCase extends WithDatabase {
  now = new Date('2026-11-22T12:00:00Z');
  readonly clock = (): Date => this.now;
  readonly wakeUps = new WakeUps();
  readonly vault = this.anotherVault();
  readonly audit = new AuditLog(this.orm.em);
  readonly challenges = new Challenges(this.orm.em, this.vault, this.clock);
  readonly ceremony = new PasskeyCeremony(relyingPartyOf(ORIGIN));
  readonly events = new Events(this.orm.em, this.wakeUps);
  readonly exemptions = new PasskeyExemptions(this.orm.em, this.vault, this.clock);
  readonly sessions = new SessionService(this.orm.em, this, this.clock);
  readonly passkeys = new PasskeyService(this.orm.em, this, this.clock);
  readonly recoveryCodes = new RecoveryCodesService(this.orm.em, this, this.clock, CHEAP);
  readonly signIn = new SignInService(this.orm.em, this, this.clock);
  readonly rehearsals = new Rehearsals();
  readonly tellers = {};
  readonly checks = {};
  readonly consents = new ConsentService(this);
  readonly guard = new ConsentGuard(this.orm.em, this);
  readonly users = new UserService(this.orm.em, this, this.clock);

  static async open(): Promise<UsersCase> {
    const entities = [...vaultEntities, ...auditEntities, Stream, StreamEvent, ...userEntities];
    return new UsersCase(await openDatabase(await testDatabase(), entities));
  }

  /** With the same keys, and no memory of anybody. */
  anotherVault(): EmbeddedVault {
    return new EmbeddedVault(new Uint8Array(32).fill(7), {
      ...LENIENT,
      ...relyingPartyOf(ORIGIN),
      networkPassphrases: { LOCAL: 'Local ; tests' },
      now: this.clock,
    });
  }

  close(): Promise<void> {
    return this.orm.close();
  }

  later(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  async register(name: string, authenticator = new SoftAuthenticator()): Promise<TestPerson> {
    const { id, options } = await this.signIn.startRegistration(name);
    const response = authenticator.register(options, ORIGIN);
    return this.person(await this.signIn.finishRegistration({ challengeId: id, response }), authenticator);
  }

  /** Another session of somebody who has a passkey. */
  async signInAs({ authenticator }: Pick<TestPerson, 'authenticator'>): Promise<TestPerson> {
    const { id, options } = await this.signIn.startSignIn();
    const response = authenticator.assert(options, ORIGIN);
    return this.person(await this.signIn.finishSignIn({ challengeId: id, response }), authenticator);
  }

  /** Comes back with a code that was saved; no passkey is at hand. */
  async recover({ user, recoveryCodes }: SignedIn, authenticator = new SoftAuthenticator()): Promise<TestPerson> {
    const [code] = recoveryCodes!;
    await this.recoveryCodes.save(user.id, code!);
    return this.person(await this.signIn.signInWithRecoveryCode(code!), authenticator);
  }

  async demo(name: string): Promise<TestPerson> {
    return this.person(await this.signIn.signInToLocalDemo(name), new SoftAuthenticator());
  }

  async person(signedIn: SignedIn, authenticator: SoftAuthenticator): Promise<TestPerson> {
    const [session] = await this.orm.em.fork().find(Session, { userId: signedIn.user.id }, { orderBy: { id: 'desc' } });
    const context = this.contextFor(signedIn.user.id, session!.id);
    return { ...signedIn, authenticator, context, sessionId: session!.id };
  }

  contextFor(userId: string, sessionId: string): RequestContext {
    const { signal } = new AbortController();
    const follow = (stream: string, after: number) => this.events.follow(stream as StreamName, after, signal);
    const call = { ip: '::1', em: this.orm.em.fork(), requestId: 'test', signal, follow, guarded: new Map() };
    return { actor: personActor(userId, sessionId), ...call };
  }

  /** Confirms `action` as the client does, and gives what goes into the mutation's input. */
  async confirm(person: TestPerson, action: string, args: Record<string, unknown>, overrides: Overrides = {}) {
    const { id, options } = await this.consents.start(person.user.id, action, args);
    return { challengeId: id, assertion: person.authenticator.assert(options, ORIGIN, overrides) };
  }

  /** What was recorded about a person, oldest first. */
  async acts(userId: string): Promise<string[]> {
    const records = await this.orm.em.fork().find(AuditRecord, { userId }, { orderBy: { seq: 'asc' } });
    return records.map(({ action }) => action);
  }
}
