import { describe, expect, it } from 'vitest';
import { clockMinute, partsOf, partText } from './week-hours.js';

describe('hours', () => {
  it('read as days and times', () => {
    expect(partText({ days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 })).toBe(
      'Monday to Friday, 09:00 to 17:00 UTC',
    );
    expect(partText({ days: [6], fromMinute: 0, toMinute: 1440 })).toBe('Saturday, 00:00 to 24:00 UTC');
  });

  it('that end at midnight last to the end of the day', () => {
    expect(partsOf([1], '18:00', '00:00')).toEqual([{ days: [1], fromMinute: 1080, toMinute: 1440 }]);
  });

  it('over midnight go on the next day, from Sunday to Monday too', () => {
    expect(partsOf([5, 7], '22:00', '06:00')).toEqual([
      { days: [5, 7], fromMinute: 1320, toMinute: 1440 },
      { days: [1, 6], fromMinute: 0, toMinute: 360 },
    ]);
  });

  it('without a day or a time are none', () => {
    expect(partsOf([], '09:00', '17:00')).toBeNull();
    expect(partsOf([1], '', '17:00')).toBeNull();
    for (const text of ['24:00', '9:00', '09:60', 'noon']) expect(clockMinute(text)).toBeNull();
  });
});
