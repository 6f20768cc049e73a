import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.stop());

const codeOf = (answer: { body: { errors?: { extensions: Record<string, unknown> }[] } }) =>
  answer.body.errors?.[0]?.extensions.code;

describe('GraphQL over HTTP', () => {
  it('answers who has signed in by a bearer token or by the cookie', async () => {
    const query = '{ whoami { userId } }';
    const expected = { data: { whoami: { userId: 'usr_a' } } };
    expect((await server.post(query, { token: 'alice' })).body).toEqual(expected);
    expect((await server.post(query, { headers: { cookie: 'tuxedo_session=alice' } })).body).toEqual(expected);
    expect(codeOf(await server.post(query, { token: 'nobody' }))).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.post(query))).toBe('UNAUTHENTICATED');
  });

  it('believes a bearer token more than the cookie, even if it is wrong', async () => {
    const headers = { cookie: 'tuxedo_session=alice' };
    expect(codeOf(await server.post('{ whoami { userId } }', { token: 'nobody', headers }))).toBe('UNAUTHENTICATED');
  });

  it('lets no page of another origin use the cookie', async () => {
    const ask = (origin: string) =>
      server.post('mutation { poke }', { headers: { cookie: 'tuxedo_session=alice', origin } });
    for (const origin of ['https://evil.example', `http://localhost.evil.example:${server.port}`, 'null']) {
      const answer = await ask(origin);
      expect([answer.status, codeOf(answer)]).toEqual([403, 'PERMISSION_DENIED']);
    }
    expect(server.journal.count('poke')).toBe(0);
    for (const host of ['localhost', '127.0.0.1'])
      expect((await ask(`http://${host}:${server.port}`)).status).toBe(200);
    expect(server.journal.count('poke')).toBe(2);
  });

  it('refuses a mutation by GET, and a GET that no preflight protects', async () => {
    const get = (query: string, headers = {}) =>
      fetch(`${server.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    const preflighted = { 'apollo-require-preflight': '1' };
    expect((await get('mutation { knock }', preflighted)).status).toBe(405);
    expect((await get('{ hello }')).status).toBe(400);
    expect(server.journal.entries).toEqual([]);
    expect(await (await get('{ hello }', preflighted)).json()).toEqual({ data: { hello: 'hello' } });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses a body of type %s, which a foreign form could send',
    async (type) => {
      const body = JSON.stringify({ query: 'mutation { knock }' });
      const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
      expect(answer.status).toBe(415);
      expect(server.journal.entries).toEqual([]);
    },
  );

  it('refuses a batch and a body that is too large', async () => {
    const send = (body: string) =>
      fetch(`${server.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await send('[{"query":"{ hello }"}]')).status).toBe(400);
    const large = await send(JSON.stringify({ query: '{ hello }', variables: { x: 'x'.repeat(300_000) } }));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect((await send('{')).status).toBe(400);
    expect(server.journal.entries).toEqual([]);
  });

  it('answers 400 when nothing ran and 200 when something did', async () => {
    expect((await server.post('{ hello')).status).toBe(400);
    expect((await server.post('{ nothing }')).status).toBe(400);
    expect((await server.post('query a { hello } query b { hello }')).status).toBe(400);
    expect((await server.post('{ hello whoami { userId } }')).status).toBe(200);
  });

  it('speaks application/graphql-response+json to who accepts it', async () => {
    const { headers } = await server.post('{ hello }', { headers: { accept: 'application/graphql-response+json' } });
    expect(headers.get('content-type')).toContain('application/graphql-response+json');
  });

  it('sends a subscription to the socket', async () => {
    const id = await server.addThing('usr_a');
    const answer = await server.post(`subscription { ticked(id: "${id}") }`, { token: 'alice' });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.body.errors?.[0]?.message).toContain('WebSocket');
  });

  it('answers introspection and spells out nothing to who guesses', async () => {
    expect((await server.post('{ __schema { queryType { name } } }')).body.data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    const { text } = await server.post('{ whoam { userId } }');
    expect(text).toContain('Cannot query field');
    expect(text).not.toContain('Did you mean');
  });

  it('gives byte for byte the same answer for a foreign object and an absent one', async () => {
    const foreign = await server.addThing('usr_b');
    const query = 'query ($id: ID!) { thing(id: $id) { name } }';
    const ask = (id: string) => server.post(query, { token: 'alice', variables: { id } });
    const [there, absent] = [await ask(foreign), await ask('acc_00000000000000000000000000')];
    expect(codeOf(there)).toBe('NOT_FOUND');
    expect([there.status, there.text]).toEqual([absent.status, absent.text]);
  });
});

describe('what every answer carries', () => {
  it('is a request id, a strict policy and no hint to cache', async () => {
    const { headers } = await server.post('{ hello }');
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  it('is when to come back, if a rate is used up', async () => {
    for (let n = 0; n < 3; n++) await server.post('mutation { knock }');
    const answer = await server.post('mutation { knock }');
    expect(answer.body.errors?.[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      errorCode: 'ERR_008',
      details: { limit: 3, remaining: 0 },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
  });
});

describe('an error that nobody expected', () => {
  it('is masked with a request id and logged without its secrets', async () => {
    const answer = await server.post('{ boom }', { token: 'alice' });
    const [error] = answer.body.errors ?? [];
    expect(error?.extensions).toMatchObject({ code: 'INTERNAL', errorCode: 'ERR_022' });
    expect(error?.message).toContain(answer.headers.get('x-request-id'));
    expect(answer.text).not.toMatch(/token|SDJHRQ/);
    expect(server.logged()).toContain('cannot reach');
    expect(server.logged()).toContain(answer.headers.get('x-request-id'));
    expect(server.logged()).not.toMatch(/abcdef123456|SDJHRQ|alice/);
  });

  it('keeps queries, variables, cookies and tokens out of the request log', async () => {
    await fetch(`${server.url}/graphql?query={hello}&variables={"code":"hunter2"}`, {
      headers: {
        cookie: 'tuxedo_session=cookie-secret',
        authorization: 'Bearer bearer-secret',
        'apollo-require-preflight': '1',
      },
    });
    expect(server.logged()).toContain('"/graphql"');
    expect(server.logged()).not.toMatch(/hunter2|cookie-secret|bearer-secret/);
  });

  it('is a conflict when two wrote the same', async () => {
    await server.addThing('usr_a', 'taken');
    const answer = await server.post('mutation { createThing(name: "taken") { id } }', { token: 'alice' });
    expect(codeOf(answer)).toBe('CONFLICT');
    expect(answer.text).not.toMatch(/insert|things/);
  });

  it('is not the caller’s fault when a resolver returns what its type cannot hold', async () => {
    expect(codeOf(await server.post('{ brokenAmount }'))).toBe('INTERNAL');
  });
});
