import type { Lane, NetworkCaller } from '../stellar/network-caller.js';
import type { RequestContext } from './context.js';
import { networkOf } from './rate-limit-store.js';

/** Whose share a call at the door draws on. Programs and the agent draw on their person's, at whichever door. */
export const lanesOf = ({ actor, ip }: Pick<RequestContext, 'actor' | 'ip'>): NetworkCaller['lanes'] => {
  if (!actor)
    return [
      { kind: 'VISITORS', name: 'visitors' },
      { kind: 'ADDRESS', name: `address:${networkOf(ip)}` },
    ];
  const key: Lane[] = actor.apiKeyId ? [{ kind: 'KEY', name: `key:${actor.apiKeyId}` }] : [];
  return [{ kind: 'PERSON', name: `person:${actor.userId}` }, ...key];
};
