import type { Seals } from '../../vault/contract/seals.js';
import type { Challenge, RecoveryCode, Session, User } from './user.entity.js';

// What of each row the vault vouches for: everything that lets somebody in, or that a decision reads. What a row says beyond
// that is shown and nothing else.

export const sessionRecord = (session: Omit<Session, 'mac'>) => ({
  kind: 'session' as const,
  id: session.id,
  userId: session.userId,
  tokenHash: session.tokenHash,
  openedWith: session.openedWith,
  createdAt: session.createdAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  passkeyId: session.passkeyId ?? null,
  lastSeenAt: session.lastSeenAt.toISOString(),
});

/** Whether it was used is no part of it: a code that was used is taken out of use by its id. */
export const recoveryCodeRecord = (code: Pick<RecoveryCode, 'id' | 'userId' | 'lookup' | 'hash' | 'inForce'>) => ({
  kind: 'recovery-code' as const,
  id: code.id,
  userId: code.userId,
  lookup: code.lookup,
  hash: code.hash,
  inForce: code.inForce,
});

export const challengeRecord = (asked: Omit<Challenge, 'mac' | 'usedAt'>) => ({
  kind: 'challenge' as const,
  id: asked.id,
  userId: asked.userId ?? null,
  question: asked.kind,
  challenge: asked.challenge,
  payload: asked.payload,
  expiresAt: asked.expiresAt.toISOString(),
});

export const demoRecord = ({ id }: Pick<User, 'id'>) => ({ kind: 'demo-user' as const, id });

/** Demo users do without a passkey, so the mark alone makes nobody one. */
export const isDemo = async (
  seals: Pick<Seals, 'checkSeals'>,
  user: Pick<User, 'id' | 'demo' | 'mac'>,
): Promise<boolean> => {
  if (!user.demo) return false;
  const [sealed] = await seals.checkSeals([{ record: demoRecord(user), mac: user.mac }]);
  return sealed === true;
};
