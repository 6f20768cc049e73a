import type { EntityManager } from '@mikro-orm/core';
import { sealsIn } from '../../keyring/checked-seals.js';
import type { KeyLimits } from '../../rulebook/facts/policy.js';
import { ALTERED_KEY, isOver, limitsOfKey } from '../../rulebook/key-limits.js';
import { apiKeyRecord } from '../../rulebook/sealed-rows.js';
import type { Seals } from '../../vault/contract/seals.js';
import type { KeyRegister } from '../policy/key-register.js';
import { ApiKey } from './api-key.entity.js';

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

/** A row that a script put in, or gave more to, opens nothing. */
export const isSealed = async (seals: Pick<Seals, 'checkSeals'>, key: ApiKey): Promise<boolean> => {
  const [sealed] = await seals.checkSeals([{ record: apiKeyRecord(key), mac: key.mac }]);
  return sealed === true;
};
