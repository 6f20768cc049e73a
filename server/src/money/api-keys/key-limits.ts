import type { EntityManager } from '@mikro-orm/core';
import { Scope } from '../../kernel/actor.js';
import { sealsIn } from '../../keyring/checked-seals.js';
import type { KeyLimits } from '../../rulebook/facts/policy.js';
import { readRules } from '../../rulebook/rules/stored-rules.js';
import type { Seals } from '../accounts/records/sealed-rows.js';
import type { KeyRegister } from '../policy/key-register.js';
import { ApiKey, apiKeyRecord, isOver } from './api-key.entity.js';

const REVOKED = 'The API key behind this was revoked, so nothing of it is signed.';
const EXPIRED = 'The API key behind this has expired, so nothing of it is signed.';
const ALTERED = 'The API key behind this is not as it was made, so nothing of it is signed.';
const NO_PROPOSING = 'The API key behind this may not propose.';

/** Says to the policy what a key may do now: it is asked at the proposal, and again before the signature. */
export class ApiKeyLimits implements KeyRegister {
  constructor(
    private readonly seals: Seals,
    private readonly now: () => Date = () => new Date(),
  ) {}

  async limitsOf(em: EntityManager, userId: string, keyId: string | null): Promise<KeyLimits> {
    const key = keyId === null ? null : await this.find(em, userId, keyId);
    return key ? limitsOfKey(key, this.now()) : ALTERED_KEY;
  }

  /** Whether nothing may be done for this key any more, whatever its scopes. */
  async isOver(em: EntityManager, userId: string, keyId: string): Promise<boolean> {
    const key = await this.find(em, userId, keyId);
    return !key || isOver(key, this.now());
  }

  private async find(em: EntityManager, userId: string, id: string): Promise<ApiKey | null> {
    const key = await em.findOne(ApiKey, { id, userId }, { refresh: true });
    return key && (await isSealed(sealsIn(em, this.seals), key)) ? key : null;
  }
}

/** For a key that is not as it was made, or not there. */
export const ALTERED_KEY: KeyLimits = { problem: ALTERED, caps: [], allowList: null };

/** What a key whose seal is good may do now. */
export const limitsOfKey = (
  key: Pick<ApiKey, 'scopes' | 'rules' | 'expiresAt' | 'revokedAt'>,
  now: Date,
): KeyLimits => {
  const { caps = [], allowList = null } = readRules(key.rules);
  return { problem: problemOf(key, now), caps, allowList };
};

const problemOf = (key: Pick<ApiKey, 'scopes' | 'expiresAt' | 'revokedAt'>, now: Date): string | null => {
  if (key.revokedAt) return REVOKED;
  if (isOver(key, now)) return EXPIRED;
  return key.scopes.includes(Scope.PROPOSE) ? null : NO_PROPOSING;
};

/** A row that a script put in, or gave more to, opens nothing. */
export const isSealed = async (seals: Pick<Seals, 'checkSeals'>, key: ApiKey): Promise<boolean> => {
  const [sealed] = await seals.checkSeals([{ record: apiKeyRecord(key), mac: key.mac }]);
  return sealed === true;
};
