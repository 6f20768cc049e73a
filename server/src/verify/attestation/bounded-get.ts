import { createHash } from 'node:crypto';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as tls } from 'node:https';
import type { TLSSocket } from 'node:tls';

export type Fetched = {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** SHA-256 of the public key at the other end, hex; null without TLS. */
  tlsKey: string | null;
};

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** One GET with a deadline and a bound. It follows no redirect: what answers must be what was asked. `ca` is PEM. */
export const boundedGet = async (url: URL, ca?: string): Promise<Fetched> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const outgoing = (url.protocol === 'https:' ? tls : plain)(url, {
    agent: false,
    signal,
    ...(ca !== undefined && { ca }),
  });
  outgoing.once('error', reject).once('response', resolve).end();
  try {
    const incoming = await promise;
    const tlsKey = keyOf(incoming);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new Error(`its answer is longer than ${MAX_BYTES} bytes`);
      chunks.push(chunk);
    }
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks), tlsKey };
  } catch (error) {
    const why = signal.aborted ? `no answer within ${TIMEOUT_MS / 1_000} s` : (error as Error).message;
    throw new Error(`${url.origin} could not be asked: ${why}.`);
  } finally {
    outgoing.destroy();
  }
};

const keyOf = ({ socket }: IncomingMessage): string | null => {
  const certificate = (socket as Partial<TLSSocket>).getPeerX509Certificate?.();
  const spki = certificate?.publicKey.export({ type: 'spki', format: 'der' });
  return spki ? createHash('sha256').update(spki).digest('hex') : null;
};
