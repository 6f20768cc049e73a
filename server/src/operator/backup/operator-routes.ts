import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ConfigError } from '../../kernel/config.js';
import { DomainError } from '../../kernel/errors.js';
import type { KnownToken } from '../../kernel/known-token.js';
import { TrustedProxies } from '../../transports/callers/trusted-proxies.js';
import { BackupError } from './file/backup-error.js';
import { OperatorGate, TOO_OFTEN } from './make/operator-gate.js';
import { type CopyParts, removeLeftovers, sendCopy } from './make/sent-copy.js';

export type OperatorRoutesParts = CopyParts & { token: KnownToken | null; log: Pick<Logger, 'info' | 'error'> };

const BUSY = { error: 'CONFLICT', message: 'Another copy is being made. Wait until it is done.' };
const ELSEWHERE = {
  error: 'CONFLICT',
  message: 'This server is at work. Start it with START_AS=restore on an empty database to restore a copy.',
};
const FAILED = { error: 'INTERNAL', message: 'The copy could not be made. Look at the log of the server.' };

/** For the operator alone. To anybody else, and where there is no token, it is as if nothing were there. */
export const addOperatorRoutes = (fastify: FastifyInstance, { token, log, ...parts }: OperatorRoutesParts): void => {
  if (!token) return;
  const gate = new OperatorGate(token, new TrustedProxies(parts.config.trustProxy));
  const refused = (request: FastifyRequest, reply: FastifyReply): FastifyReply | null => {
    const admission = gate.admit(request.raw);
    if (admission === 'OPERATOR') return null;
    return admission === 'NOBODY' ? notThere(reply) : reply.code(429).send(TOO_OFTEN);
  };
  let busy = false;
  fastify.addHook('onReady', () => removeLeftovers(parts.config.dataDir));
  fastify.get('/operator/backup', { exposeHeadRoute: false }, async (request, reply) => {
    const no = refused(request, reply);
    if (no) return no;
    if (busy) return reply.code(409).send(BUSY);
    busy = true;
    try {
      const { manifest, bytes } = await sendCopy(request, reply, parts);
      log.info({ number: manifest.number, bytes }, 'a backup was handed out');
    } catch (error) {
      log.error({ error }, 'a backup was not handed out');
      if (!reply.sent) reply.code(500).send(answerTo(error));
    } finally {
      busy = false;
    }
    return reply;
  });
  // Asked before the body is read: nobody else gets to send one.
  fastify.put('/operator/restore', {
    onRequest: async (request, reply) => refused(request, reply) ?? reply.code(409).send(ELSEWHERE),
    handler: async (_request, reply) => reply,
  });
};

const notThere = (reply: FastifyReply): FastifyReply => {
  reply.callNotFound();
  return reply;
};

const answerTo = (error: unknown): typeof FAILED =>
  [BackupError, ConfigError, DomainError].some((known) => error instanceof known)
    ? { ...FAILED, message: (error as Error).message }
    : FAILED;
