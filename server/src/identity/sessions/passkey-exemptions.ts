import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../../kernel/actor.js';
import { type Seals, sealedOrNull } from '../../vault/contract/seals.js';
import { recoveryEndsAt } from '../records/recovery-window.js';
import { isDemo, sessionRecord } from '../records/sealed-records.js';
import { Passkey, Session, User } from '../records/user.entity.js';
import { CONSENT_DECISIONS } from './consent-decisions.js';

export type SessionHolder = Pick<Actor, 'userId' | 'sessionId'>;

/** Who may confirm without a passkey: a demo user who has none, and for a while whoever lost theirs. */
export class PasskeyExemptions {
  constructor(
    private readonly em: EntityManager,
    private readonly seals: Pick<Seals, 'checkSeals'>,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** `em` may be a transaction in which the person's row is locked: what was true before it need not be so any more. */
  async hold({ userId, sessionId }: SessionHolder, field: string, em = this.em.fork()): Promise<boolean> {
    const user = await em.findOneOrFail(User, { id: userId });
    if ((await isDemo(this.seals, user)) && (await em.count(Passkey, { userId })) === 0) return true;
    if (CONSENT_DECISIONS[field] !== 'OLD_PASSKEY_OR_RECOVERY' || sessionId === undefined) return false;
    // Looked at again although it has just let them in: a row can change between the two.
    const found = await em.findOne(Session, { id: sessionId, userId });
    const session = await sealedOrNull(this.seals, found, sessionRecord);
    const isOpen = (session && recoveryEndsAt(session)?.getTime()) ?? 0;
    // The code stands for one passkey, and this was it.
    if (field === 'addPasskey' && session?.passkeyId) return false;
    return isOpen > this.now().getTime();
  }
}
