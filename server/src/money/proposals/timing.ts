import { MINUTE_MS } from '../../kernel/durations.js';

/** The clocks of execution. Tests have shorter ones. */
export type Timing = {
  pollMs: number;
  /** How long a send may take before another process sends the same bytes: its own process may have died. */
  takeOverMs: number;
  /** For how long a signed envelope may apply. */
  validMs: number;
};

export const TIMING: Timing = { pollMs: 1_000, takeOverMs: 5_000, validMs: MINUTE_MS };
