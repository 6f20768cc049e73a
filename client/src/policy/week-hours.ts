export type HoursPart = { days: number[]; fromMinute: number; toMinute: number };

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const MIDNIGHT = 1440;
const pad = (value: number): string => String(value).padStart(2, '0');

/** 09:05 of minute 545. */
const clockText = (minute: number): string => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;

/** Minutes after midnight of what a time field holds; null for anything else. */
export const clockMinute = (text: string): number | null => {
  const [, hours, minutes] = /^(\d{2}):(\d{2})(?::\d{2})?$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return Number(hours) * 60 + Number(minutes);
};

const daysText = (days: readonly number[]): string => {
  if (days.length === 7) return 'Every day';
  if (days.join() === '1,2,3,4,5') return 'Monday to Friday';
  return days.map((day) => DAYS[day - 1]).join(', ');
};

export const partText = ({ days, fromMinute, toMinute }: HoursPart): string =>
  `${daysText(days)}, ${clockText(fromMinute)} to ${clockText(toMinute)} UTC`;

/** The parts of a day that a form means. One that ends before it begins goes over midnight, into the next day. */
export const partsOf = (days: readonly number[], from: string, to: string): HoursPart[] | null => {
  const [fromMinute, end] = [clockMinute(from), clockMinute(to)];
  if (fromMinute === null || end === null || days.length === 0) return null;
  const toMinute = end === 0 ? MIDNIGHT : end;
  if (fromMinute < toMinute) return [{ days: [...days], fromMinute, toMinute }];
  const nextDays = days.map((day) => (day % 7) + 1).sort();
  return [
    { days: [...days], fromMinute, toMinute: MIDNIGHT },
    { days: nextDays, fromMinute: 0, toMinute },
  ];
};
