const pad = (value: number): string => value.toString().padStart(2, '0');

/** Time left, as a person reads it: 08:41, or hours when there are some. */
export const timeLeft = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours} h ${pad(minutes)} min` : `${pad(minutes)}:${pad(seconds % 60)}`;
};

const STEPS: [limit: number, size: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 1, 'second'],
  [3600, 60, 'minute'],
  [86_400, 3600, 'hour'],
  [604_800, 86_400, 'day'],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const day = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

export const fullTime = (iso: string): string => full.format(new Date(iso));

/** "3 minutes ago"; a date once it is over a week away. */
export const relativeTime = (iso: string, nowMs: number): string => {
  const seconds = Math.round((Date.parse(iso) - nowMs) / 1000);
  const away = Math.abs(seconds);
  if (away < 5) return 'just now';
  for (const [limit, size, unit] of STEPS) {
    if (away < limit) return relative.format(Math.trunc(seconds / size), unit);
  }
  return day.format(new Date(iso));
};

/** The age of a price: 14 s, 3 min, 2 h. */
export const age = (iso: string, nowMs: number): string => {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(iso)) / 1000));
  if (seconds < 2) return 'just now';
  if (seconds < 90) return `${seconds} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
};
