import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../../platform/db/columns.js';

const userSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: id().primary(),
    name: p.string().length(80),
    demo: p.boolean(),
    /** The vault's own word that this is a demo user; null for everybody else. */
    mac: p.string().length(64).nullable(),
    frozenAt: utc().nullable(),
    frozenReason: p.string().length(200).nullable(),
    /** The agent alone is stopped; what its person does goes on. */
    agentFrozenAt: utc().nullable(),
    agentFrozenReason: p.string().length(200).nullable(),
    /** Refusals before this were seen by the person, who let the agent go on. */
    agentRefusalsFrom: utc().nullable(),
    createdAt: utc(),
  },
});

/** A person. Its row is the first lock of everything that moves money or credentials. */
export class User extends userSchema.class {}
userSchema.setClass(User);

const passkeySchema = defineEntity({
  name: 'Passkey',
  tableName: 'passkeys',
  properties: {
    id: id().primary(),
    userId: id().index(),
    credentialId: p.string().length(1400).unique(),
    /** COSE bytes as base64url. */
    publicKey: p.text(),
    // An unsigned 32-bit number, too large for PostgreSQL's integer.
    counter: p.bigint('number'),
    /** The vault's own word that this public key is this person's. */
    mac: p.string().length(64),
    /** From when on it agrees to payments and the end of a freeze; null for a first one. */
    notBefore: utc().nullable(),
    transports: p.json<string[]>(),
    name: p.string().length(80),
    backedUp: p.boolean(),
    createdAt: utc(),
    /** The browser in which it was added, as it calls itself. */
    addedFrom: p.string().length(200).nullable(),
    /** Added by whoever came in with a recovery code, and not with the word of another passkey. */
    afterRecovery: p.boolean().default(false),
    lastUsedAt: utc().nullable(),
  },
});

/** A public key that may sign in as its person and confirm for them. */
export class Passkey extends passkeySchema.class {}
passkeySchema.setClass(Passkey);

export type SignInMethod = 'PASSKEY' | 'RECOVERY_CODE' | 'DEMO';

const sessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    id: id().primary(),
    userId: id().index(),
    tokenHash: p.string().length(64).unique(),
    openedWith: p.string().length(20).$type<SignInMethod>(),
    /** The passkey that opened it, or that was added in it where none had; the session ends with it. */
    passkeyId: id().nullable(),
    createdAt: utc(),
    lastSeenAt: utc(),
    expiresAt: utc(),
    userAgent: p.string().length(200).nullable(),
    /** The vault's own word that the server opened it, and saw it last when it says. */
    mac: p.string().length(64).nullable(),
  },
});

/** A signed-in browser. Only the hash of its token is kept; a session that ended has no row. */
export class Session extends sessionSchema.class {}
sessionSchema.setClass(Session);

const recoveryCodeSchema = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  properties: {
    id: id().primary(),
    userId: id().index(),
    /** The public half of the code, by which its row is found. */
    lookup: p.string().length(16).unique(),
    /** scrypt of the secret half, with its salt. */
    hash: p.string().length(200),
    /** False until its person says that they saved it; those from before hold until then. */
    inForce: p.boolean().default(true),
    usedAt: utc().nullable(),
    /** The vault's own word that the server made it. */
    mac: p.string().length(64).nullable(),
  },
});

/** A way in for somebody who lost every passkey; works once. */
export class RecoveryCode extends recoveryCodeSchema.class {}
recoveryCodeSchema.setClass(RecoveryCode);

export type ChallengeKind = 'REGISTRATION' | 'SIGN_IN' | 'ADD_PASSKEY' | 'CONSENT' | 'POLICY';

const challengeSchema = defineEntity({
  name: 'Challenge',
  tableName: 'challenges',
  properties: {
    id: id().primary(),
    userId: id().nullable(),
    kind: p.string().length(20).$type<ChallengeKind>(),
    challenge: p.string().length(100),
    payload: p.json<Record<string, string>>(),
    expiresAt: utc().index(),
    usedAt: utc().nullable(),
    /** The vault's own word that the server asked this. */
    mac: p.string().length(64).nullable(),
  },
});

/** A question to an authenticator that may be answered once. */
export class Challenge extends challengeSchema.class {}
challengeSchema.setClass(Challenge);

export const userEntities = [User, Passkey, Session, RecoveryCode, Challenge];
