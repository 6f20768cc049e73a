import { describe, expect, it } from 'vitest';
import { leftOver } from './RejectSeveral.js';

const done = { code: null, message: null };
const decided = { code: 'ALREADY_DECIDED', message: 'It was decided already.' };

describe('what is told after several were rejected', () => {
  it('is nothing where all of them were', () => {
    expect(leftOver([done, done])).toBeNull();
  });

  it('is how many were not, and why', () => {
    expect(leftOver([done, decided, done])).toBe('1 of 3 could not be rejected. It was decided already.');
  });
});
