import type { IncomingMessage } from 'node:http';
import { MINUTE_MS } from '../../../kernel/durations.js';
import type { KnownToken } from '../../../kernel/known-token.js';
import { AtomicStore, networkOf } from '../../../platform/graphql/limits/atomic-store.js';
import type { TrustedProxies } from '../../../transports/callers/trusted-proxies.js';
import { isOperatorRequest } from '../../../transports/http/operator-request.js';

const MAX = 10;
const WINDOW_MS = MINUTE_MS;

export type Admission = 'OPERATOR' | 'NOBODY' | 'TOO_OFTEN';

/**
 * Who may ask for copies, and how often from one address. Wrong tokens are counted apart from the right one: behind a
 * gateway all share an address, and whoever guesses must not lock the operator out.
 */
export class OperatorGate {
  private readonly counts: Record<'right' | 'wrong', AtomicStore>;

  constructor(
    private readonly token: KnownToken,
    private readonly proxies: TrustedProxies,
    now: () => number = Date.now,
  ) {
    const store = () => new AtomicStore(MAX, WINDOW_MS, now);
    this.counts = { right: store(), wrong: store() };
  }

  admit(request: IncomingMessage): Admission {
    const isRight = isOperatorRequest(request.headers, this.token);
    const who = networkOf(this.proxies.addressOf(request));
    const before = this.counts[isRight ? 'right' : 'wrong'].getForIdentity({ contextIdentity: who, fieldIdentity: '' });
    if (before.length >= MAX) return 'TOO_OFTEN';
    return isRight ? 'OPERATOR' : 'NOBODY';
  }
}

export const TOO_OFTEN = {
  error: 'RATE_LIMITED',
  message: 'This address has asked too often. Wait a minute.',
};
