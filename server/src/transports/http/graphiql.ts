import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { OwnOrigin } from '../callers/origin.js';

type Page = { html: Buffer; gzip: Buffer; scriptHash: string };
let page: Page | undefined;

// The page is nine megabytes and always the same, so it is loaded and made when somebody first asks.
const render = async (): Promise<Page> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const text = renderGraphiQL({ title: 'Tuxedo GraphiQL', endpoint: '/graphql', subscriptionsProtocol: 'WS' });
  const start = text.indexOf('<script>') + '<script>'.length;
  const script = text.slice(start, text.lastIndexOf('</script>'));
  const scriptHash = createHash('sha256').update(script).digest('base64');
  const html = Buffer.from(text);
  return { html, gzip: gzipSync(html, { level: 6 }), scriptHash };
};

/** Everything the page needs is in it: it may talk to this server and to nobody else. */
const policy = (scriptHash: string, origin: OwnOrigin): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    `connect-src 'self' ${origin.webSocketOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** /graphiql, the editor for queries, with the session of whoever is signed in. */
export const addGraphiQL = (fastify: FastifyInstance, origin: OwnOrigin): void => {
  fastify.get('/graphiql', async (request, reply) => {
    page ??= await render();
    const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
    reply.header('content-security-policy', policy(page.scriptHash, origin)).type('text/html; charset=utf-8');
    if (zipped) reply.header('content-encoding', 'gzip');
    return reply.header('vary', 'accept-encoding').send(zipped ? page.gzip : page.html);
  });
};
