import type { EntityManager } from '@mikro-orm/core';
import { DAY_MS, MINUTE_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import { endings } from '../../keyring/ending.js';
import { type EndingSeals, sealedOrNull } from '../../vault/contract/seals.js';
import { challengeRecord } from '../records/sealed-records.js';
import { Challenge, type ChallengeKind } from '../records/user.entity.js';

export const CHALLENGE_MS = 5 * MINUTE_MS;
const KEEP_MS = DAY_MS;

export type NewChallenge = {
  kind: ChallengeKind;
  /** The person who must answer; null before anybody is signed in. */
  userId: string | null;
  /** What the authenticator signs, base64url. */
  challenge: string;
  payload: Record<string, string>;
  /** Given where the id is part of the payload. */
  id?: string;
  expiresAt?: Date;
};

/** Keeps the questions asked of authenticators, so that each is answered in time, by its person, and once. */
export class Challenges {
  constructor(
    private readonly em: EntityManager,
    private readonly seals: EndingSeals,
    readonly now: () => Date = () => new Date(),
  ) {}

  async issue(question: NewChallenge): Promise<Challenge> {
    const em = this.em.fork();
    const now = this.now();
    await em.nativeDelete(Challenge, { expiresAt: { $lt: new Date(now.getTime() - KEEP_MS) } });
    // Strangers can ask for ever so many; what nobody answered in time is of no use to anybody.
    await em.nativeDelete(Challenge, { userId: null, expiresAt: { $lt: now } });
    const { id = newId('chl'), expiresAt = new Date(now.getTime() + CHALLENGE_MS), ...rest } = question;
    const asked = { id, ...rest, expiresAt };
    const mac = await this.seals.seal(challengeRecord(asked));
    const challenge = em.create(Challenge, { ...asked, usedAt: null, mac });
    await em.persist(challenge).flush();
    return challenge;
  }

  /**
   * Takes a question out of use and returns it; null if it is unknown, another's, too old, used, or not as it was asked.
   * One conditional update decides, so of two answers at once one gets it, and a wrong answer cannot be tried twice.
   */
  async consume(id: string, kind: ChallengeKind, userId: string | null): Promise<Challenge | null> {
    const em = this.em.fork();
    const now = this.now();
    const open = { id, kind, userId, usedAt: null, expiresAt: { $gt: now } };
    const taken = await em.nativeUpdate(Challenge, open, { usedAt: now });
    const asked = taken === 1 ? await em.findOne(Challenge, { id }) : null;
    const sealed = await sealedOrNull(this.seals, asked, challengeRecord);
    if (!sealed) return null;
    // Put back with the time of its use wiped away, it was used all the same.
    await this.seals.endRecords(endings([sealed]));
    const isIts = sealed.kind === kind && (sealed.userId ?? null) === userId && sealed.expiresAt > now;
    return isIts ? sealed : null;
  }
}
