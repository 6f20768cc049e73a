/** What a browser says of itself, fit to be shown. */
export const readableAgent = (userAgent: string | undefined): string | null =>
  userAgent?.replace(/\p{Cc}/gu, ' ').slice(0, 200) || null;
