import { DAY_MS } from '../../../kernel/durations.js';
import type { PinRequest } from '../../contract/vault.js';
import type { Tools } from './vault-tools.js';

const NEW_PASSKEY_MS = DAY_MS;

/** The first one counts at once; each one after it binds only when the person has had a day to notice it. */
export const pinPasskey = (
  { passkey, others = [], state: row }: PinRequest,
  { states, passkeys, now }: Pick<Tools, 'states' | 'passkeys'> & { now: Date },
) => {
  const { id, userId, credentialId, publicKey } = passkey;
  return states.exclusively(userId, async () => {
    const state = states.open(userId, row);
    const shown = others.filter((other) => other.userId === userId && passkeys.isPinned(other));
    const known = [...new Set([...(state.passkeys ?? []), ...shown.map((other) => other.credentialId)])];
    const notBefore = known.length === 0 ? null : new Date(now.getTime() + NEW_PASSKEY_MS).toISOString();
    const mac = passkeys.macOf({ id, userId, credentialId, publicKey, notBefore });
    return { mac, notBefore, state: await states.write(state, { passkeys: [...known, credentialId] }) };
  });
};
