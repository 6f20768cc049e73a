import { useEffect, useEffectEvent } from 'react';

type Topic =
  | 'accounts'
  | 'approvals'
  | 'transactions'
  | 'viewer'
  | 'audit'
  | `transaction:${string}`
  | `run:${string}`
  | 'reconnected'
  | 'signed-out'
  | 'somebody-else';

const listeners = new Map<Topic, Set<() => void>>();

/** Small in-page announcements: "ask the server again". They carry no data, because the server's answer is the truth. */
export const announce = (...topics: Topic[]): void => {
  const heard = new Set<() => void>();
  for (const topic of topics) for (const listener of listeners.get(topic) ?? []) heard.add(listener);
  for (const listener of heard) listener();
};

export const onAnnouncement = (topics: Topic[], listener: () => void): (() => void) => {
  for (const topic of topics) {
    const set = listeners.get(topic) ?? new Set();
    set.add(listener);
    listeners.set(topic, set);
  }
  return () => {
    for (const topic of topics) listeners.get(topic)?.delete(listener);
  };
};

/** Calls `refresh` when one of the topics is announced and whenever the websocket comes back. */
export const useRefreshOn = (topics: Topic[], refresh: () => void): void => {
  const latest = useEffectEvent(refresh);
  const key = topics.join(' ');
  useEffect(() => onAnnouncement([...(key.split(' ') as Topic[]), 'reconnected'], () => latest()), [key]);
};
