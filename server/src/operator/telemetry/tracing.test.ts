import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLiveApp, follow, type LiveApp } from '../../../test/support/app/live-app.js';
import { CREATE_ACCOUNT, followRun, say } from '../../../test/support/app/story.js';
import { register } from '../../../test/support/people/registered.js';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number; boolValue?: boolean } };
type Sent = { traceId: string; spanId: string; parentSpanId?: string; name: string; attributes: Attribute[] };
type Body = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Sent[] }[] }[] };

/** A collector as the specification wants it: OTLP over HTTP, in JSON. */
const startCollector = async () => {
  const bodies: string[] = [];
  const paths = new Set<string>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      paths.add(`${request.method} ${request.url}`);
      bodies.push(Buffer.concat(parts).toString());
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const spans = (): Sent[] =>
    bodies.flatMap((body) =>
      (JSON.parse(body) as Body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, bodies, paths, spans, close: () => void server.close() };
};

describe('with a collector', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  const secrets: string[] = [];
  beforeAll(async () => {
    collector = await startCollector();
    const app: LiveApp = await createLiveApp({ config: { tracesTo: collector.url } });
    const ada = await register(app.ask, 'Ada');
    const { id, address } = (await app.ask(ada.token, CREATE_ACCOUNT, { name: 'Main' })).createAccount;
    await followRun(app, ada.token, await say(app.ask, ada.token, 'Send 7.7654321 XLM to Coffee Corner')).done;
    await app.post('hunter2', '{ viewer { id } }');
    await app.post(ada.token, 'query hunter2 { account(id: "hunter2") { id } }');
    secrets.push(ada.token, ada.userId, ...ada.recoveryCodes, id, address, 'hunter2', '7.7654321', 'Coffee', 'Ada');
    await app[Symbol.asyncDispose]();
  });
  afterAll(() => collector?.close());

  const named = (name: string): Sent[] => collector.spans().filter((span) => span.name === name);
  const parentOf = ({ parentSpanId }: Sent): Sent | undefined =>
    collector.spans().find(({ spanId }) => spanId === parentSpanId);

  it('every step of a payment by the agent is a span, and sent before the server stops', () => {
    expect([...collector.paths]).toEqual(['POST /v1/traces']);
    for (const name of [
      'POST /graphql',
      'mutation sendMessage',
      'run',
      'tool proposePayment',
      'verdict',
      'sign',
      'submit',
    ])
      expect(named(name).length, name).toBeGreaterThan(0);
  });

  it('each stands under the one that led to it', () => {
    const request = named('mutation sendMessage').map(parentOf);
    expect(request.map((span) => span?.name)).toEqual(['POST /graphql']);
    const [tool] = named('tool proposePayment') as [Sent];
    expect(parentOf(tool)?.name).toBe('run');
    const proposal = named('mutation proposePayment')[0];
    expect(parentOf(proposal as Sent)?.name).toBe('tool proposePayment');
    expect(named('sign').map((span) => parentOf(span)?.name)).toContain('mutation signTransaction');
    expect(named('verdict').every((span) => span.traceId.length === 32)).toBe(true);
  });

  it('holds no secret, no person, no address and no amount', () => {
    const all = collector.bodies.join('\n');
    for (const secret of secrets) expect(all).not.toContain(secret);
    expect(all).toContain('"tuxedo.decision"');
    expect(all).toContain('UNAUTHENTICATED');
    const keys = new Set(collector.spans().flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    expect([...keys].toSorted()).toEqual([
      'graphql.operation.field',
      'graphql.operation.type',
      'http.response.status_code',
      'http.route',
      'tuxedo.actor',
      'tuxedo.authority',
      'tuxedo.decision',
      'tuxedo.network',
      'tuxedo.ok',
      'tuxedo.outcome',
      'tuxedo.run',
      'tuxedo.tool',
    ]);
  });
});

it('a collector that is away changes nothing, and holds no stop', async () => {
  const app = await createLiveApp({ config: { tracesTo: 'http://127.0.0.1:1' } });
  const { token } = await register(app.ask, 'Bob');
  const followed = follow(app.socket(token), 'subscription { transactionUpdates { id } }');
  expect((await app.ask(token, '{ viewer { name } }')).viewer.name).toBe('Bob');
  followed.stop();
  await app[Symbol.asyncDispose](); // Would hang until the test's own limit.
});
