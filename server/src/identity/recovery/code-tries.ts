import { HOUR_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { AtomicStore } from '../../platform/graphql/limits/atomic-store.js';
import { parseRecoveryCode } from './recovery-code.js';

const TRIES = 5;

/**
 * How often one code is tried, right or wrong, whether there is one or not. It counts by the part that names the code: by
 * address a stranger could use up what everybody behind the same gateway has. Nobody guesses the 80 bits of the rest.
 */
export class CodeTries {
  private readonly tries: AtomicStore;

  constructor(private readonly now: () => number = Date.now) {
    this.tries = new AtomicStore(TRIES, HOUR_MS, now);
  }

  count(text: string): void {
    const lookup = parseRecoveryCode(text)?.lookup;
    if (lookup === undefined) return;
    const before = this.tries.getForIdentity({ contextIdentity: lookup, fieldIdentity: '' });
    if (before.length < TRIES) return;
    const { resetAt } = this.tries.usage(lookup);
    const seconds = Math.max(1, Math.ceil((resetAt.getTime() - this.now()) / 1_000));
    const message = `This recovery code was tried ${TRIES} times within an hour. Use another one of yours, or try again in ${seconds} s.`;
    throw new DomainError(ErrorCode.RATE_LIMITED, message, {}, seconds);
  }
}
