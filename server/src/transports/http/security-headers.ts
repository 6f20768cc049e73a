import type { FastifyInstance } from 'fastify';
import type { OwnOrigin } from '../callers/origin.js';

/** Nothing but the client's own files runs, and nobody may frame the page on which people confirm payments. */
const strictPolicy = (origin: OwnOrigin): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    // Safari's 'self' does not cover a WebSocket.
    `connect-src 'self' ${origin.webSocketOrigin}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const FIXED = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
};
const HSTS = 'max-age=31536000; includeSubDomains';

/** What every page carries, for a server that gives out pages and nothing else. */
export const pageHeaders = (origin: OwnOrigin): Record<string, string> => ({
  ...FIXED,
  'content-security-policy': strictPolicy(origin),
  ...(origin.isSecure && { 'strict-transport-security': HSTS }),
});

export const addSecurityHeaders = (fastify: FastifyInstance, origin: OwnOrigin): void => {
  fastify.addHook('onSend', async (request, reply) => {
    reply.headers({ ...FIXED, 'x-request-id': request.id });
    if (origin.isSecure) reply.header('strict-transport-security', HSTS);
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', strictPolicy(origin));
  });
};
