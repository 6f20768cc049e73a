import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The build puts a hash of the content into the names below /assets, so those never change. */
const cacheFor = (path: string): string =>
  /[\\/]assets[\\/]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';

const isPage = (request: FastifyRequest): boolean => {
  const path = request.url.split('?')[0] ?? '';
  const wantsHtml = String(request.headers.accept ?? '').includes('text/html');
  return (request.method === 'GET' || request.method === 'HEAD') && wantsHtml && !/\.\w+$/.test(path);
};

const notThere = (reply: FastifyReply): FastifyReply =>
  reply.code(404).send({ error: 'NOT_FOUND', message: 'There is nothing at this address.' });

/** The web client, if it has been built. An address that only the client knows gets its index.html. */
export const addClientFiles = async (fastify: FastifyInstance, clientDir: string | null): Promise<void> => {
  const built = clientDir !== null && existsSync(join(clientDir, 'index.html'));
  if (built)
    await fastify.register(fastifyStatic, {
      root: clientDir,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheFor(path)),
    });
  fastify.setNotFoundHandler((request, reply) =>
    built && isPage(request) ? reply.sendFile('index.html') : notThere(reply),
  );
};
