import { DAY_MS } from '../../kernel/durations.js';

/** How long an endpoint asks to wait: milliseconds, seconds or a date. Null where it does not say, or says nonsense. */
export const askedWaitMs = (headers: Headers | undefined, now = Date.now()): number | null => {
  const exact = numberOf(headers?.get('retry-after-ms'));
  if (exact !== null) return within(exact);
  const told = headers?.get('retry-after');
  const seconds = numberOf(told);
  if (seconds !== null) return within(seconds * 1000);
  const date = Date.parse(told ?? '');
  return Number.isNaN(date) ? null : within(date - now);
};

const numberOf = (text: string | null | undefined): number | null =>
  text && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null;

const within = (ms: number): number => Math.min(Math.max(ms, 0), DAY_MS);
