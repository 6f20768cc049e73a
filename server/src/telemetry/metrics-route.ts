import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export type MetricsDoor = { token: string | null; publicUrl: string; text: () => Promise<string> };

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/;
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** /metrics for the operator. To anybody else it is as if it were not there. */
export const addMetricsRoute = (fastify: FastifyInstance, door: MetricsDoor): void => {
  fastify.get('/metrics', { logLevel: 'silent' }, async (request, reply) => {
    if (!mayRead(request, door)) return reply.callNotFound();
    return reply
      .header('cache-control', 'no-store')
      .type(CONTENT_TYPE)
      .send(await door.text());
  });
};

const mayRead = (request: FastifyRequest, { token, publicUrl }: MetricsDoor): boolean =>
  token === null ? isOperatorHere(request, publicUrl) : isSame(request.headers.authorization ?? '', `Bearer ${token}`);

const digest = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

// A proxy on this machine comes from the loopback address too, and so does a page whose name was pointed at it. So
// without a token a server with a public address shows nothing, and neither does a request that names another host.
const isOperatorHere = (request: FastifyRequest, publicUrl: string): boolean =>
  LOOPBACK.test(new URL(publicUrl).hostname) &&
  LOOPBACK.test((request.raw.socket.remoteAddress ?? '').replace(/^::ffff:/, '')) &&
  LOOPBACK.test(request.hostname) &&
  FORWARDED.every((name) => request.headers[name] === undefined);
