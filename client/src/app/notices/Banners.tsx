import { AuditAlarm } from '../../audit/AuditAlarm.js';
import { useAuditAlarm } from '../../audit/audit-alarm.js';
import { useConnection } from '../../graphql/connection.js';
import { useNow } from '../../ui/browser/use-now.js';
import { Notice } from '../../ui/Notice.js';
import { timeLeft } from '../../ui/values/format-time.js';
import { StoppedBanner, useStopped } from './StoppedBanner.js';

const Lost = ({ since }: { since: number }) => {
  const now = useNow(1000);
  return (
    <Notice tone="warn" role="status">
      Connection lost <span aria-hidden>{timeLeft(now - since)} ago</span>. What you see may be old. Nothing can be
      decided until it is back.
    </Notice>
  );
};

/** What is true of the whole app right now and matters on every page. */
export const Banners = () => {
  const { state, since } = useConnection();
  const viewer = useStopped();
  const alarm = useAuditAlarm(viewer?.id ?? '');
  const stopped = viewer?.frozen || viewer?.agentFrozen;
  if (state !== 'lost' && !stopped && !alarm) return null;
  return (
    <div className="flex flex-col gap-2 border-b border-line p-2">
      {viewer && alarm && <AuditAlarm alarm={alarm} userId={viewer.id} />}
      {state === 'lost' && <Lost since={since} />}
      {viewer && stopped && (
        <StoppedBanner
          frozen={viewer.frozen}
          reason={(viewer.frozen ? viewer.frozenReason : viewer.agentFrozenReason) ?? null}
        />
      )}
    </div>
  );
};
