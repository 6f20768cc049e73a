import { describe, expect, it } from 'vitest';
import { age, relativeTime, timeLeft } from './format-time.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const before = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

describe('time', () => {
  it.each([
    [521_000, '08:41'],
    [59_999, '00:59'],
    [-5, '00:00'],
    [3_600_000, '1 h 00 min'],
  ])('left of %d ms', (ms, shown) => {
    expect(timeLeft(ms)).toBe(shown);
  });

  it.each([
    [2, 'just now'],
    [45, '45 seconds ago'],
    [125, '2 minutes ago'],
    [90_000, 'yesterday'],
  ])('past of %d seconds', (seconds, shown) => {
    expect(relativeTime(before(seconds), NOW)).toBe(shown);
  });

  it('is never in the future for a price that a faster clock has dated', () => {
    expect(age(before(-3), NOW)).toBe('just now');
    expect(age(before(14), NOW)).toBe('14 s ago');
    expect(age(before(600), NOW)).toBe('10 min ago');
  });
});
