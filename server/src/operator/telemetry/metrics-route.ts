import type { FastifyInstance, FastifyRequest } from 'fastify';
import { KnownToken } from '../../kernel/known-token.js';

export type MetricsDoor = { token: string | null; publicUrl: string; text: () => Promise<string> };

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[?::1\]?)$/;
const FORWARDED = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** /metrics for the operator. To anybody else it is as if it were not there. */
export const addMetricsRoute = (fastify: FastifyInstance, door: MetricsDoor): void => {
  const header = door.token === null ? null : new KnownToken(`Bearer ${door.token}`);
  fastify.get('/metrics', { logLevel: 'silent' }, async (request, reply) => {
    if (!mayRead(request, header, door.publicUrl)) return reply.callNotFound();
    return reply
      .header('cache-control', 'no-store')
      .type(CONTENT_TYPE)
      .send(await door.text());
  });
};

const mayRead = (request: FastifyRequest, header: KnownToken | null, publicUrl: string): boolean =>
  header === null ? isOperatorHere(request, publicUrl) : header.matches(request.headers.authorization ?? '');

// A proxy on this machine comes from the loopback address too, and so does a page whose name was pointed at it. So
// without a token a server with a public address shows nothing, and neither does a request that names another host.
const isOperatorHere = (request: FastifyRequest, publicUrl: string): boolean =>
  LOOPBACK.test(new URL(publicUrl).hostname) &&
  LOOPBACK.test((request.raw.socket.remoteAddress ?? '').replace(/^::ffff:/, '')) &&
  LOOPBACK.test(request.hostname) &&
  FORWARDED.every((name) => request.headers[name] === undefined);
