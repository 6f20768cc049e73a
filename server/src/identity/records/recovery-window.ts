import { MINUTE_MS } from '../../kernel/durations.js';
import type { Session } from './user.entity.js';

const RECOVERY_MS = 15 * MINUTE_MS;

/** How long a recovery code, used up, stands in for the passkeys that were lost; null where none opened the session. */
export const recoveryEndsAt = ({ openedWith, createdAt }: Pick<Session, 'openedWith' | 'createdAt'>): Date | null =>
  openedWith === 'RECOVERY_CODE' ? new Date(createdAt.getTime() + RECOVERY_MS) : null;

/** Nothing but the code stands behind it yet: it may look, stop things, and get itself a passkey. */
export const isRecovering = ({ openedWith, passkeyId }: Pick<Session, 'openedWith' | 'passkeyId'>): boolean =>
  openedWith === 'RECOVERY_CODE' && !passkeyId;
