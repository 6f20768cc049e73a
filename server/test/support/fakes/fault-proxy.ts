import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type Asked = { method: string; path: string; body: string };

/** What happens to one request on its way to the network, or to its answer on the way back. */
export type Fault =
  | { kind: 'PASS' }
  /** The network does it, and the answer never comes. */
  | { kind: 'HOLD' }
  | { kind: 'DROP_REQUEST' }
  | { kind: 'DROP_REPLY' }
  | { kind: 'DELAY'; ms: number }
  | { kind: 'DELAY_REPLY'; ms: number }
  /** The network gets it twice at once; the answer to the second one is handed back. */
  | { kind: 'TWICE' }
  /** An answer of the proxy's own. The network never gets the request, gets it first, or gets it that much later. */
  | { kind: 'LIE'; status: number; body: object; forward: 'NEVER' | 'FIRST' | number };

type Answer = { status: number; type: string; text: string; ledger?: string | null };

const problem = (status: number, slug: string, rest: object = {}) => ({
  status,
  body: { type: `https://stellar.org/horizon-errors/${slug}`, title: slug, status, ...rest },
});

export const LIES = {
  timeout: problem(504, 'transaction_submission_timeout'),
  badGateway: { status: 502, body: {} },
  tryAgain: { status: 503, body: { tx_status: 'TRY_AGAIN_LATER' } },
  overCapacity: problem(503, 'server_over_capacity'),
  badSequence: problem(400, 'transaction_failed', { extras: { result_codes: { transaction: 'tx_bad_seq' } } }),
  notFound: problem(404, 'not_found'),
};

/** Stands between the app and the network, and does to each request what `decide` says. */
export const startFaultProxy = async (target: string, decide: (asked: Asked) => Fault) => {
  const server = createServer((request, response) => {
    serve(target, request, response, decide).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
};

const serve = async (
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  decide: (asked: Asked) => Fault,
): Promise<void> => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const asked = { method: request.method ?? 'GET', path: request.url ?? '/', body };
  const fault = decide(asked);
  const forward = () => ask(target, asked);
  if (fault.kind === 'DROP_REQUEST') return void response.destroy();
  if (fault.kind === 'LIE') return lie(fault, forward, response);
  if (fault.kind === 'DELAY') await wait(fault.ms);
  const answers = await Promise.all(fault.kind === 'TWICE' ? [forward(), forward()] : [forward()]);
  if (fault.kind === 'HOLD') return;
  if (fault.kind === 'DROP_REPLY') return void response.destroy();
  if (fault.kind === 'DELAY_REPLY') await wait(fault.ms);
  write(response, answers.at(-1)!);
};

const lie = async (
  { status, body, forward: when }: Extract<Fault, { kind: 'LIE' }>,
  forward: () => Promise<Answer>,
  response: ServerResponse,
): Promise<void> => {
  if (when === 'FIRST') await forward();
  write(response, { status, type: 'application/problem+json', text: JSON.stringify(body) });
  if (typeof when !== 'number') return;
  await wait(when);
  await forward();
};

const ask = async (target: string, { method, path, body }: Asked): Promise<Answer> => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await fetch(`${target}${path}`, { method, ...(method === 'POST' && { body, headers }) });
  const [type, ledger] = ['content-type', 'latest-ledger'].map((name) => answer.headers.get(name));
  return { status: answer.status, type: type ?? 'text/plain', ledger: ledger ?? null, text: await answer.text() };
};

const write = (response: ServerResponse, { status, type, text, ledger }: Answer): void => {
  response.writeHead(status, { 'content-type': type, ...(ledger && { 'latest-ledger': ledger }) });
  response.end(text);
};
