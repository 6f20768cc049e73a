import { DomainError } from '../../kernel/errors.js';
import { Refuted } from '../../tee/quote-verifier/refuted.js';

export type Step = { name: string; ok: boolean; message: string };

/** What an offline check found, step by step; `ok` only if every step is. */
export type Report = { what: string; ok: boolean; steps: Step[]; trust: string };

/** Runs one check. It returns a sentence that says what holds, or throws one that says what does not. */
export const step = async (name: string, check: () => string | Promise<string>): Promise<Step> => {
  try {
    return { name, ok: true, message: await check() };
  } catch (error) {
    const known = error instanceof Refuted || error instanceof DomainError;
    // Libraries throw at bytes that they cannot read; what they say helps, and it fails the step all the same.
    const message = known ? error.message : `It could not be read: ${error instanceof Error ? error.message : error}`;
    return { name, ok: false, message };
  }
};

export const reportOf = (what: string, steps: Step[], trust: string): Report => ({
  what,
  steps,
  trust,
  ok: steps.length > 0 && steps.every(({ ok }) => ok),
});
