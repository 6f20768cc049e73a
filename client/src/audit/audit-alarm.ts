import { useSyncExternalStore } from 'react';
import { browserStorage } from '../graphql/browser-storage.js';
import { type Alarm, HeadMemory } from './head-memory.js';

const listeners = new Set<() => void>();
let [shownFor, shown]: [string | null, string] = [null, 'null'];
let parsed: Alarm | null = null;

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  // Another tab of the same person may have raised it, or put it away.
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
};

/** The same object as long as nothing changes, as React asks of a store. */
const read = (userId: string): Alarm | null => {
  const alarm = new HeadMemory(browserStorage.device, userId).alarm();
  const text = JSON.stringify(alarm);
  if (shownFor !== userId || shown !== text) [shownFor, shown, parsed] = [userId, text, alarm];
  return parsed;
};

export const tellAlarmChanged = (): void => {
  for (const listener of listeners) listener();
};

/** The alarm about this person's log, if one was raised in this browser and not put away. */
export const useAuditAlarm = (userId: string): Alarm | null => useSyncExternalStore(listen, () => read(userId));

const sentences: Record<Alarm['kind'], string> = {
  cut: 'The log no longer ends with, or goes on from, the newest entry that this browser saw: its end was cut off, an entry was replaced, or an older copy was put back.',
  rewritten:
    'What follows now is not what followed the newest entry that this browser saw: an older copy was put back and written on, or entries were replaced.',
  altered: 'An entry does not have the hash that it states: it was changed after it was written.',
  announced: 'The server announced a newest entry that its log does not hold.',
};

export const alarmSentence = ({ kind }: Alarm): string => sentences[kind];
