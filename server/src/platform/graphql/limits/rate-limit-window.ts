import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../kernel/durations.js';

const UNIT_MS: Record<string, number> = { s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** Milliseconds of "30s", "1m", "1h" or "1d". */
export const windowMs = (window: string): number => {
  const [, count, unit] = /^([1-9]\d{0,4})([smhd])$/.exec(window) ?? [];
  if (!count || !unit) throw new Error(`A rate limit's window must look like 30s, 1m or 1h, not "${window}".`);
  return Number(count) * UNIT_MS[unit]!;
};
