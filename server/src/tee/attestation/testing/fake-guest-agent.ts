import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { SyntheticMachine } from './synthetic-machine.js';

type Body = Record<string, string>;
/** Instead of an honest answer: whatever a test wants on the wire. */
type Misbehaviour = (response: ServerResponse, method: string) => void;

export type FakeGuestAgent = {
  machine: SyntheticMachine;
  /** What was asked, in order. */
  asked: { method: string; body: Body }[];
  /** For one method, or for all with `*`. */
  misbehave: Map<string, Misbehaviour>;
  close: () => Promise<void>;
};

const reply = (response: ServerResponse, status: number, value: unknown): void => {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
};

/** Tests only: a guest agent on a unix socket of its own, honest about a synthetic machine until told otherwise. */
export const startFakeGuestAgent = async (
  socketPath: string,
  machine: SyntheticMachine = new SyntheticMachine(),
): Promise<FakeGuestAgent> => {
  const asked: FakeGuestAgent['asked'] = [];
  const misbehave: FakeGuestAgent['misbehave'] = new Map();
  const server = createServer(async (request, response) => {
    const method = (request.url ?? '').slice(1);
    const body = await bodyOf(request);
    asked.push({ method, body });
    const wrong = misbehave.get(method) ?? misbehave.get('*');
    if (wrong) return wrong(response, method);
    const answer = ANSWERS[method];
    return answer ? reply(response, 200, answer(machine, body)) : reply(response, 404, { error: 'no such method' });
  });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { machine, asked, misbehave, close };
};

const bodyOf = async (request: IncomingMessage): Promise<Body> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString()) as Body;
};

const eventLogOf = ({ log }: SyntheticMachine) => [
  // The firmware's events stand before, with kinds that are no runtime events.
  { imr: 0, event_type: 0x8000_000b, digest: 'ee'.repeat(48), event: 'firmware', event_payload: '' },
  ...log.map(({ imr, eventType, event, payload, version }) => ({
    imr,
    event_type: eventType,
    digest: '',
    event,
    event_payload: payload,
    ...(version !== 1 && { version }),
  })),
];

const ANSWERS: Record<string, (machine: SyntheticMachine, body: Body) => unknown> = {
  Info: (machine) => ({
    app_id: machine.appId,
    instance_id: machine.instanceId,
    app_name: 'tuxedo',
    os_image_hash: machine.osImageHash,
    key_provider_info: machine.keyProvider,
    vm_config: '{"cpu_count":2}',
    tcb_info: JSON.stringify({ app_compose: machine.appCompose, event_log: eventLogOf(machine) }),
  }),
  GetQuote: (machine, { report_data: reportData = '' }) => ({
    quote: machine.quote(Buffer.from(reportData, 'hex')).toString('hex'),
    event_log: JSON.stringify(eventLogOf(machine)),
    report_data: reportData,
    vm_config: '{}',
  }),
  GetKey: (machine, { path = '' }) => ({
    key: machine.key(path).toString('hex'),
    signature_chain: ['01'.repeat(65), '02'.repeat(65)],
  }),
  Version: () => ({ version: '0.5.11', rev: 'synthetic' }),
};
