import { useNow } from '../browser/use-now.js';
import { fullTime, relativeTime } from './format-time.js';

/** "3 minutes ago", with the exact moment in the title. */
export const Time = ({ at }: { at: string }) => {
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={fullTime(at)}>
      {relativeTime(at, now)}
    </time>
  );
};
