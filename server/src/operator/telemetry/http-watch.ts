import type { Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.js';
import type { Tracing } from './tracing.js';

/** Measures and traces every answer over HTTP. The address that was asked for is never repeated: only our own routes. */
export const watchRequests = (fastify: FastifyInstance, metrics: Metrics, tracing: Tracing): void => {
  const spans = new WeakMap<FastifyRequest, Span>();
  const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';
  fastify.addHook('onRequest', (request, _reply, done) => {
    const span = tracing.start(`${request.method} ${routeOf(request)}`, { 'http.route': routeOf(request) });
    if (span) spans.set(request, span);
    done();
  });
  // Entered here and not at the beginning, because what reads the body does not carry the context along.
  fastify.addHook('preHandler', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) tracing.under(span, done);
    else done();
  });
  fastify.addHook('onResponse', async (request, reply) => {
    const labels = { route: routeOf(request), status: String(reply.statusCode) };
    metrics.httpSeconds.observe(labels, reply.elapsedTime / 1000);
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    span?.end();
  });
};
