import type { IncomingHttpHeaders } from 'node:http';
import { type Actor, operatorActor } from '../../kernel/actor.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import type { KnownToken } from '../../kernel/known-token.js';
import { AtomicStore, networkOf } from '../../platform/graphql/limits/atomic-store.js';
import { bearerOf } from '../callers/credentials.js';
import { isOperatorRequest } from './operator-request.js';

/** As many as sign-ins, for each address. */
const GUESSES = { max: 20, windowMs: MINUTE_MS };
/** Of people and programs: never a guess at the operator's. */
const OTHERS = /^(tux|txk)_/;

/** Tells the operator from all others, and bounds what an address may guess. It is the same where no token is set. */
export class OperatorDoor {
  private readonly wrong: AtomicStore;

  constructor(
    private readonly token: KnownToken | null,
    private readonly now: () => number = Date.now,
  ) {
    this.wrong = new AtomicStore(GUESSES.max, GUESSES.windowMs, now);
  }

  actorOf(headers: IncomingHttpHeaders): Actor | null {
    return isOperatorRequest(headers, this.token) ? operatorActor() : null;
  }

  /** Counts a token that nobody knows. */
  missed(headers: IncomingHttpHeaders, ip: string): void {
    if (this.isGuess(headers)) this.wrong.getForIdentity({ contextIdentity: networkOf(ip), fieldIdentity: '' });
  }

  /**
   * Why nothing is looked up for this request any more. The right token is let in whatever others guessed: behind one
   * gateway all share an address, and a stranger must not lock out the operator. So the token has to be random, which is
   * asked of it at the start.
   */
  refusal(headers: IncomingHttpHeaders, ip: string): DomainError | null {
    if (!this.isGuess(headers) || this.actorOf(headers)) return null;
    const { used, resetAt } = this.wrong.usage(networkOf(ip));
    if (used < GUESSES.max) return null;
    const seconds = Math.max(1, Math.ceil((resetAt.getTime() - this.now()) / 1_000));
    const message = `Too many wrong tokens from this address. Try again in ${seconds} s.`;
    const details = { limit: GUESSES.max, remaining: 0, resetAt: resetAt.toISOString() };
    return new DomainError(ErrorCode.RATE_LIMITED, message, details, seconds);
  }

  private isGuess(headers: IncomingHttpHeaders): boolean {
    const shown = bearerOf(headers);
    return shown !== null && !OTHERS.test(shown.token);
  }
}
