import { lstatSync, type Stats } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { EnclaveError } from './enclave.js';

export type AgentLimits = { timeoutMs: number; maxBytes: number };
export const AGENT_LIMITS: AgentLimits = { timeoutMs: 10_000, maxBytes: 4 * 1024 * 1024 };

export type AgentReply = { status: number; body: Buffer };

/** One POST to the guest agent over its unix socket: one connection, one deadline, one bound on the reply. */
export const postToAgent = async (
  socketPath: string,
  method: string,
  body: Record<string, unknown>,
  limits: AgentLimits = AGENT_LIMITS,
): Promise<AgentReply> => {
  assertSocket(socketPath);
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  try {
    const bytes = Buffer.from(JSON.stringify(body));
    return await post({ socketPath, method, body: bytes, maxBytes: limits.maxBytes }, deadline);
  } catch (error) {
    if (error instanceof EnclaveError) throw error;
    throw deadline.aborted ? late(method, limits.timeoutMs) : transportError(socketPath, method, error);
  }
};

type Call = { socketPath: string; method: string; body: Buffer; maxBytes: number };

const post = ({ socketPath, method, body, maxBytes }: Call, signal: AbortSignal): Promise<AgentReply> => {
  const { promise, resolve, reject } = Promise.withResolvers<AgentReply>();
  const headers = { host: 'localhost', 'content-type': 'application/json', 'content-length': body.length };
  const outgoing = request({ socketPath, path: `/${method}`, method: 'POST', headers, agent: false, signal });
  outgoing.once('error', reject);
  outgoing.once('response', (incoming) => {
    readBody(incoming, method, maxBytes).then((bytes) => {
      resolve({ status: incoming.statusCode ?? 0, body: bytes });
    }, reject);
  });
  outgoing.end(body);
  return promise.finally(() => outgoing.destroy());
};

const readBody = async (incoming: IncomingMessage, method: string, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > maxBytes)
      throw new EnclaveError('BAD_REPLY', `The guest agent's reply to ${method} is longer than ${maxBytes} bytes.`);
  }
  const whole = Buffer.concat(chunks, size);
  // A reply can hold a key, and the pieces would stay in memory beside the whole.
  for (const chunk of chunks) chunk.fill(0);
  return whole;
};

const assertSocket = (path: string): void => {
  let stats: Stats;
  try {
    stats = lstatSync(path);
  } catch (error) {
    throw transportError(path, 'the socket', error);
  }
  if (!stats.isSocket()) throw new EnclaveError('NO_SOCKET', `${path} is not a socket. Mount the guest agent's there.`);
};

const late = (method: string, ms: number): EnclaveError =>
  new EnclaveError('TIMEOUT', `The guest agent did not answer ${method} within ${ms} ms.`);

const transportError = (path: string, method: string, error: unknown): EnclaveError => {
  const { code = 'unknown' } = error as { code?: string };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new EnclaveError('NO_SOCKET', `There is no socket at ${path}. Mount the guest agent's there.`);
  if (code === 'EACCES' || code === 'EPERM')
    return new EnclaveError(
      'NOT_ALLOWED',
      `This process may not use the socket at ${path}. Give its user access to it.`,
    );
  if (code === 'ECONNREFUSED')
    return new EnclaveError('NO_SOCKET', `Nobody listens at ${path}: the guest agent is not running.`);
  return new EnclaveError('BROKEN', `The guest agent broke off the answer to ${method} (${code}).`);
};
