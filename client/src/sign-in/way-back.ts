import type { SessionQuery } from '../graphql/generated/graphql.js';

type Viewer = SessionQuery['viewer'];
export type Passkey = { name: string; confirmsFrom?: string | null };
/** How far somebody is who came in with a recovery code. */
export type WayBack = { endsAt: string; codesLeft: number; passkey: Passkey | null };

/** Null for everybody else, and for whoever has a passkey again and nothing left to save in time. */
export const wayBackOf = (viewer: Viewer, nowMs: number): WayBack | null => {
  const session = viewer.sessions.find(({ current }) => current);
  if (!session?.recoveryEndsAt) return null;
  const isUnsaved = viewer.recoveryCodesUnsaved && Date.parse(session.recoveryEndsAt) > nowMs;
  if (session.passkeyId && !isUnsaved) return null;
  const passkey = viewer.passkeys.find(({ id }) => id === session.passkeyId) ?? null;
  return { endsAt: session.recoveryEndsAt, codesLeft: viewer.recoveryCodesLeft, passkey };
};
