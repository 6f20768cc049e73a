import type { Actor } from '../../kernel/actor.js';
import type { WakeUps } from '../../platform/events/wake-ups.js';
import type { Authenticate } from '../callers/credentials.js';

export type SocketSessionParts = {
  wakeUps: WakeUps;
  end: (code: number, reason: string) => void;
  recheckMs: number;
};

const FORBIDDEN = 4403;
const INTERNAL = 1011;

/** The session, or the key, behind one socket. It ends the socket when it expires, is revoked, or cannot be looked at any more. */
export class SocketSession {
  private readonly gone = new AbortController();
  private readonly stopListening: () => void;
  private timer: NodeJS.Timeout | undefined;

  readonly actor: Actor;
  private expiresAt: Date;

  private constructor(
    private readonly token: string,
    private readonly authenticate: Authenticate,
    private readonly parts: SocketSessionParts,
    { actor, expiresAt }: { actor: Actor; expiresAt: Date },
  ) {
    this.actor = actor;
    this.expiresAt = expiresAt;
    const watched = actor.sessionId ? `session:${actor.sessionId}` : actor.apiKeyId && `api-key:${actor.apiKeyId}`;
    this.stopListening = watched ? parts.wakeUps.onWake(watched, () => void this.check()) : () => undefined;
    this.schedule();
  }

  static async open(
    token: string,
    authenticate: Authenticate,
    parts: SocketSessionParts,
  ): Promise<SocketSession | null> {
    const found = await authenticate(token);
    return found && new SocketSession(token, authenticate, parts, found);
  }

  /** Aborted when the socket has gone. */
  get signal(): AbortSignal {
    return this.gone.signal;
  }

  async isValid(): Promise<boolean> {
    const found = await this.authenticate(this.token);
    if (found) this.expiresAt = found.expiresAt;
    return found !== null && found.actor.userId === this.actor.userId && found.expiresAt.getTime() > Date.now();
  }

  close(): void {
    clearTimeout(this.timer);
    this.stopListening();
    this.gone.abort();
  }

  // A wake-up can be lost, so besides its expiry the session is looked at now and then.
  private schedule(): void {
    clearTimeout(this.timer);
    const left = Math.max(0, this.expiresAt.getTime() - Date.now());
    this.timer = setTimeout(() => void this.check(), Math.min(left, this.parts.recheckMs));
  }

  private async check(): Promise<void> {
    if (this.gone.signal.aborted) return;
    // Without an answer nobody knows whether the session is good, so the socket does not stay open either.
    const verdict = await this.isValid().catch(() => null);
    if (this.gone.signal.aborted) return;
    if (verdict) return this.schedule();
    this.close();
    if (verdict === null) this.parts.end(INTERNAL, 'Internal server error');
    else this.parts.end(FORBIDDEN, 'Forbidden');
  }
}
