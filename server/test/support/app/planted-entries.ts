import type { Challenge, Passkey, RecoveryCode, Session } from '../../../src/identity/records/user.entity.js';
import { DAY_MS } from '../../../src/kernel/durations.js';
import { newId } from '../../../src/kernel/ids.js';
import type { ApiKey } from '../../../src/money/api-keys/api-key.entity.js';

/** One thing that somebody with write access to a table does: which columns they write, and what. */
export type Planting<Row> = {
  columns: (keyof Row & string)[];
  what: string;
  /** `own`: the attacker's row; `hers`: that of the person whom they want to be. */
  change: (own: Row, hers: Row) => Partial<Row>;
};

const otherThan = (id: string): string => newId(id.slice(0, 3) as never);
const later = (at: Date, ms = DAY_MS): Date => new Date(at.getTime() + ms);

/** What makes the attacker's own session that of somebody else, or lets it last. */
export const SESSIONS: Planting<Session>[] = [
  { columns: ['userId'], what: 'another person', change: (_own, hers) => ({ userId: hers.userId }) },
  {
    columns: ['userId', 'mac'],
    what: 'another person, with the seal of her row',
    change: (_own, hers) => ({ userId: hers.userId, mac: hers.mac }),
  },
  {
    columns: ['openedWith'],
    what: 'a recovery code as what opened it',
    change: () => ({ openedWith: 'RECOVERY_CODE' }),
  },
  { columns: ['passkeyId'], what: 'another passkey', change: () => ({ passkeyId: 'key_0' }) },
  { columns: ['createdAt'], what: 'a later beginning', change: ({ createdAt }) => ({ createdAt: later(createdAt) }) },
  { columns: ['expiresAt'], what: 'a later end', change: ({ expiresAt }) => ({ expiresAt: later(expiresAt) }) },
  { columns: ['lastSeenAt'], what: 'a later use', change: ({ lastSeenAt }) => ({ lastSeenAt: later(lastSeenAt, 1) }) },
  { columns: ['id'], what: 'another id', change: ({ id }) => ({ id: otherThan(id) }) },
  { columns: ['mac'], what: 'no seal', change: () => ({ mac: null }) },
  { columns: ['mac'], what: 'a seal of their own', change: () => ({ mac: Buffer.alloc(32).toString('base64') }) },
];

export const CODES: Planting<RecoveryCode>[] = [
  { columns: ['userId'], what: 'another person', change: (_own, hers) => ({ userId: hers.userId }) },
  { columns: ['inForce'], what: 'that it does not hold yet', change: () => ({ inForce: false }) },
  { columns: ['lookup'], what: 'another public half', change: () => ({ lookup: '00000000' }) },
  { columns: ['id'], what: 'another id', change: ({ id }) => ({ id: otherThan(id) }) },
  { columns: ['mac'], what: 'no seal', change: () => ({ mac: null }) },
  {
    columns: ['userId', 'mac'],
    what: 'another person, with the seal of her row',
    change: (_own, hers) => ({ userId: hers.userId, mac: hers.mac }),
  },
];

/** Of a question that was asked of the attacker themself. */
export const QUESTIONS: Planting<Challenge>[] = [
  { columns: ['kind'], what: 'another kind', change: () => ({ kind: 'POLICY' }) },
  { columns: ['userId'], what: 'another person', change: (_own, hers) => ({ userId: hers.userId ?? 'usr_0' }) },
  { columns: ['challenge'], what: 'other bytes to sign', change: () => ({ challenge: 'AAAA' }) },
  {
    columns: ['payload'],
    what: 'another text',
    change: ({ payload }) => ({ payload: { ...payload, expiresAt: '2099-01-01T00:00:00.000Z' } }),
  },
  { columns: ['expiresAt'], what: 'a later end', change: ({ expiresAt }) => ({ expiresAt: later(expiresAt) }) },
  { columns: ['mac'], what: 'no seal', change: () => ({ mac: null }) },
];

export const PASSKEYS: Planting<Passkey>[] = [
  { columns: ['userId'], what: 'another person', change: (_own, hers) => ({ userId: hers.userId }) },
  {
    columns: ['userId', 'mac'],
    what: 'another person, with the seal of her row',
    change: (_own, hers) => ({ userId: hers.userId, mac: hers.mac }),
  },
  { columns: ['notBefore'], what: 'another day from which it counts', change: () => ({ notBefore: new Date(0) }) },
  { columns: ['id'], what: 'another id', change: ({ id }) => ({ id: otherThan(id) }) },
  { columns: ['publicKey'], what: 'another public key', change: (_own, hers) => ({ publicKey: hers.publicKey }) },
];

export const KEYS: Planting<ApiKey>[] = [
  { columns: ['userId'], what: 'another person', change: (_own, hers) => ({ userId: hers.userId }) },
  { columns: ['scopes'], what: 'more scopes', change: ({ scopes }) => ({ scopes: [...scopes, 'CHAT'] as never }) },
  { columns: ['rules'], what: 'other limits', change: () => ({ rules: { allowList: [] } as never }) },
  { columns: ['expiresAt'], what: 'a later end', change: ({ expiresAt }) => ({ expiresAt: later(expiresAt) }) },
  { columns: ['createdAt'], what: 'a later beginning', change: ({ createdAt }) => ({ createdAt: later(createdAt) }) },
  { columns: ['name'], what: 'another name', change: () => ({ name: 'Bookkeeping' }) },
  { columns: ['prefix'], what: 'another beginning', change: () => ({ prefix: 'txk_xxxxxxxx' }) },
  { columns: ['id'], what: 'another id', change: ({ id }) => ({ id: otherThan(id) }) },
  { columns: ['mac'], what: 'a seal of their own', change: () => ({ mac: Buffer.alloc(32).toString('base64') }) },
];
