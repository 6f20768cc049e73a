import type { Actor } from '../../../kernel/actor.js';
import type { Lane, NetworkCaller } from '../../../stellar/networks/network-caller.js';
import { networkOf } from './atomic-store.js';

/** Whose share a call at the door draws on. Programs and the agent draw on their person's, at whichever door. */
export const lanesOf = ({ actor, ip }: { actor: Actor | null; ip: string }): NetworkCaller['lanes'] => {
  if (!actor)
    return [
      { kind: 'VISITORS', name: 'visitors' },
      { kind: 'ADDRESS', name: `address:${networkOf(ip)}` },
    ];
  const { userId, apiKeyId } = actor;
  const keys: Lane[] = [
    { kind: 'KEYS', name: `keys:${userId}` },
    { kind: 'KEY', name: `key:${apiKeyId}` },
  ];
  return [{ kind: 'PERSON', name: `person:${userId}` }, ...(apiKeyId ? keys : [])];
};
