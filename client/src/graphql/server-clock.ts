let offsetMs = 0;

/** The server's clock decides when an approval ends; a phone with a wrong clock must not show another time. */
export const serverNow = (): number => Date.now() + offsetMs;

/** Takes the offset from a response's Date header, which has whole seconds: a small difference is rounding, not skew. */
export const learnServerTime = (dateHeader: string | null, receivedAt: number = Date.now()): void => {
  const serverMs = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(serverMs)) return;
  const difference = serverMs + 500 - receivedAt;
  offsetMs = Math.abs(difference) < 2000 ? 0 : difference;
};
