import { useEffect, useEffectEvent, useRef } from 'react';
import { useInbox } from '../approvals/LiveInbox.js';
import { useRefreshOn } from '../graphql/announcements.js';
import { browserStorage } from '../graphql/browser-storage.js';
import { useReloader } from '../graphql/reloader.js';
import { tellAlarmChanged } from './audit-alarm.js';
import { HeadMemory } from './head-memory.js';
import { HeadWatch } from './head-watch.js';
import { useLog } from './use-log.js';

/** Tabs share what they keep: one of them looks at a time. */
const oneTabAtATime = <Result,>(work: () => Promise<Result>): Promise<Result> =>
  navigator.locks ? navigator.locks.request('tuxedo.audit-head', work) : work();

/** Events come in bursts; the last of a burst is soon enough. */
const BURST_MS = 400;

/** Keeps the newest head of the log in this browser, and looks at every newer one: nobody has to ask for it. */
export const AuditWatch = ({ userId }: { userId: string }) => {
  const { auditHeads } = useInbox();
  const log = useLog();
  const checked = useRef(new Set<string>());
  const look = useReloader(() =>
    oneTabAtATime(async () => {
      const heads = auditHeads.filter((head) => !checked.current.has(head));
      const alarm = await new HeadWatch(userId, new HeadMemory(browserStorage.device, userId), log).check(heads);
      for (const head of heads) checked.current.add(head);
      if (alarm) tellAlarmChanged();
    }),
  );
  // A server that does not answer now is asked again with the next event; that it is away is said elsewhere.
  const lookLater = useEffectEvent(() => void look().catch(() => undefined));
  const newest = auditHeads.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new head is what makes it look again.
  useEffect(() => {
    const timer = setTimeout(() => lookLater(), BURST_MS);
    return () => clearTimeout(timer);
  }, [newest, userId]);
  useRefreshOn(['audit'], () => lookLater());
  return null;
};
