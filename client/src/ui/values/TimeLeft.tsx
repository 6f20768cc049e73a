import { MINUTE_MS } from '../browser/durations.js';
import { timeLeft } from './format-time.js';

/** Text only, not read out each second; the last minute is announced once. */
export const TimeLeft = ({ expiresAt, nowMs }: { expiresAt: string; nowMs: number }) => {
  const left = Date.parse(expiresAt) - nowMs;
  return (
    <>
      <span role="timer" aria-live="off" aria-label="Time left to decide" className="text-sm text-muted tabular-nums">
        {left > 0 ? (
          <>
            Expires in <strong className="font-semibold text-ink">{timeLeft(left)}</strong>
          </>
        ) : (
          'Time is up'
        )}
      </span>
      {left > 0 && left <= MINUTE_MS && (
        <span role="alert" className="sr-only">
          Less than a minute left to decide.
        </span>
      )}
    </>
  );
};
