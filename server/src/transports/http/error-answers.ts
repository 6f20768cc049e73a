import type { FastifyError, FastifyInstance } from 'fastify';
import { badInput } from '../../kernel/errors.js';
import type { GraphQLDoor } from '../../platform/graphql/graphql-door.js';

const SENTENCES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The request is larger than 256 KiB.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send JSON, with the header content-type: application/json.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty. Send JSON with a `query`.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not JSON.',
};

/** What fails before GraphQL begins is answered in GraphQL's shape all the same, and by the same formatter. */
export const addErrorAnswers = (fastify: FastifyInstance, door: GraphQLDoor): void => {
  fastify.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    const isRequest = status >= 400 && status < 500;
    const sentence = SENTENCES[error.code] ?? 'The request could not be read.';
    const answer = isRequest ? badInput(sentence) : error;
    return reply.code(isRequest ? status : 500).send(door.refuse([answer], request.id));
  });
};
