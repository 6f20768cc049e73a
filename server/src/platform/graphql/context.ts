import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';

export type FollowedEvent = { seq: number; at: Date; payload: Record<string, unknown> };
export type Follow = (stream: string, after: number, signal: AbortSignal) => AsyncGenerator<FollowedEvent, void>;

/** Made anew for each operation, and for each event of a subscription. */
export type RequestContext = {
  actor: Actor | null;
  /** Caller's address for the limits of the sign-in fields. */
  ip: string;
  /** One fork per operation: no entity is shared between callers. */
  em: EntityManager;
  requestId: string;
  /** The source of a subscription: a stream of the outbox from a number on, until the caller has gone. */
  follow: (stream: string, after: number) => AsyncGenerator<FollowedEvent, void>;
  /** Aborted when the caller has gone; the source of a subscription must end with it. */
  signal: AbortSignal;
  /** Whether the session or key that called is still good; asked before each event of a subscription. */
  stillValid?: () => Promise<boolean>;
  userAgent?: string;
  /** HTTP only: lets sign-in and sign-out set and clear the session cookie. */
  setSessionCookie?: (token: string | null, expiresAt?: Date) => void;
  /** What guards leave for the resolver behind them, such as the locked rows of @spendingCap. */
  guarded: Map<string, unknown>;
};

export const actorOf = (context: RequestContext): Actor => {
  if (!context.actor) throw new DomainError(ErrorCode.UNAUTHENTICATED, 'Sign in first.');
  return context.actor;
};
