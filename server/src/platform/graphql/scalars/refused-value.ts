import { type ASTNode, GraphQLError } from 'graphql';
import { ErrorCode } from '../../../kernel/errors.js';

/** A value that a scalar refuses: the message is the sentence the caller reads. */
export const refusedValue = (message: string, node?: ASTNode): GraphQLError =>
  new GraphQLError(message, { ...(node && { nodes: node }), extensions: { code: ErrorCode.BAD_USER_INPUT } });
