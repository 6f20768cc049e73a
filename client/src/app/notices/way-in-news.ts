import type { WaysInQuery } from '../../graphql/generated/graphql.js';

type Viewer = WaysInQuery['viewer'];
export type NewPasskey = Viewer['passkeys'][number] & { confirmsFrom: string };
export type Recovered = Viewer['sessions'][number];
export type WaysInNews = {
  /** The one that opened this session, still in its first day. */
  own: NewPasskey | null;
  /** Others that somebody added within the day: the owner has until then to notice them. */
  added: NewPasskey[];
  /** Sessions of somebody else with a recovery code, who has no passkey yet. */
  recovered: Recovered[];
  noCodes: boolean;
};

const isNew = (passkey: Viewer['passkeys'][number]): passkey is NewPasskey => Boolean(passkey.confirmsFrom);

/** What has changed about who can get in, as the session sees it that asks. */
export const waysInNews = ({ passkeys, sessions, demo, recoveryCodesLeft }: Viewer): WaysInNews => {
  const current = sessions.find((session) => session.current);
  const fresh = passkeys.filter(isNew);
  const isOwn = ({ id }: NewPasskey): boolean => id === current?.passkeyId;
  return {
    own: fresh.find(isOwn) ?? null,
    added: fresh.filter((passkey) => !isOwn(passkey)),
    recovered: sessions.filter((session) => !session.current && session.recoveryEndsAt && !session.passkeyId),
    noCodes: !demo && recoveryCodesLeft === 0,
  };
};
