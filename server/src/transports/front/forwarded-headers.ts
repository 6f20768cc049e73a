import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** They speak of one connection, and there are two here. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

const withoutHops = (headers: IncomingHttpHeaders): OutgoingHttpHeaders => {
  const named = String(headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name) && !named.includes(name)),
  ) as OutgoingHttpHeaders;
};

const CLAIMS_AN_ADDRESS = /^(forwarded|x-forwarded-.+|x-real-ip|true-client-ip|x-client-ip|cf-connecting-ip)$/;

/**
 * What the backend gets to see. It believes our X-Forwarded-For, so whatever the caller wrote there is dropped rather than
 * carried on: anybody could name an address and with it a rate limit of his own.
 */
export const forwardedHeaders = ({ headers, socket }: IncomingMessage): OutgoingHttpHeaders => {
  const honest = Object.entries(withoutHops(headers)).filter(([name]) => !CLAIMS_AN_ADDRESS.test(name));
  return { ...Object.fromEntries(honest), 'x-forwarded-for': socket.remoteAddress ?? '' };
};

export const returnedHeaders = (headers: IncomingHttpHeaders): OutgoingHttpHeaders => withoutHops(headers);
