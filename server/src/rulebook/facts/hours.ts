import type { HoursWindow } from './policy.js';

export const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
export const MINUTES_OF_DAY = 1440;

/** Whether a moment lies in one of the windows; without windows every moment does. */
export const isWithin = (windows: HoursWindow[] | null, at: Date): boolean => {
  const [day, minute] = [at.getUTCDay() || 7, at.getUTCHours() * 60 + at.getUTCMinutes()];
  return windows === null || windows.some(({ days, from, to }) => days.includes(day) && from <= minute && minute < to);
};

/** The time that lies in both. */
export const intersect = (a: HoursWindow[] | null, b: HoursWindow[] | null): HoursWindow[] | null => {
  if (a === null || b === null) return a ?? b;
  return a.flatMap((one) => b.flatMap((other) => common(one, other)));
};

const common = (one: HoursWindow, other: HoursWindow): HoursWindow[] => {
  const days = one.days.filter((day) => other.days.includes(day));
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
  return days.length > 0 && from < to ? [{ days, from, to }] : [];
};

/** Whether `inner` names no minute of the week that `outer` does not name. */
export const liesWithin = (inner: HoursWindow[] | null, outer: HoursWindow[] | null): boolean => {
  if (outer === null) return true;
  if (inner === null) return liesWithin([{ days: EVERY_DAY, from: 0, to: MINUTES_OF_DAY }], outer);
  return inner.every(({ days, from, to }) => days.every((day) => isCovered(from, to, spansOf(outer, day))));
};

const spansOf = (windows: HoursWindow[], day: number): HoursWindow[] =>
  windows.filter(({ days }) => days.includes(day)).toSorted((a, b) => a.from - b.from);

const isCovered = (from: number, to: number, spans: HoursWindow[]): boolean => {
  let reached = from;
  for (const span of spans) if (span.from <= reached) reached = Math.max(reached, span.to);
  return reached >= to;
};

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const NAMES = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** `Mon Tue 09:00-17:00 UTC`. */
export const hoursText = (windows: HoursWindow[] | null): string => {
  if (windows === null) return 'at any time';
  if (windows.length === 0) return 'never';
  const texts = windows.map(({ days, from, to }) => {
    const week = days.length === 7 ? '' : `${days.map((day) => NAMES[day]).join(' ')} `;
    return `${week}${clock(from)}-${clock(to)}`;
  });
  return `${texts.join(', ')} UTC`;
};
