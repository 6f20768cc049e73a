import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askSocket, type Body, type SmallServer, startSmallServer } from '../../../test/support/app/small-server.js';

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer();
});
afterAll(() => server.stop());

const nested = (levels: number, args = ''): string =>
  levels === 0 ? '{ id }' : `{ children${args} ${nested(levels - 1, args)} }`;
const times = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const doubling = times(20, (n) => `fragment f${n} on Query { ...f${n + 1} ...f${n + 1} }`);

type Case = [what: string, query: string, variables?: Record<string, unknown>];
const refused: Case[] = [
  ['thirteen levels', `{ things(first: 1) ${nested(11, '(first: 1)')} }`],
  ['depth hidden in fragments', `{ things(first: 1) { ...a } } fragment a on Account ${nested(11, '(first: 1)')}`],
  [
    'depth in a fragment named like introspection',
    `{ ...__schema } fragment __schema on Query { things(first: 1) ${nested(11, '(first: 1)')} }`,
  ],
  ['61 aliases', `{ ${times(61, (n) => `a${n}: hello`)} }`],
  [
    '61 aliases in fragments',
    `{ ...a ...b } fragment a on Query { ${times(31, (n) => `a${n}: hello`)} } fragment b on Query { ${times(31, (n) => `b${n}: hello`)} }`,
  ],
  ['2,001 tokens', `{ ${times(2_000, () => 'hello')} }`],
  ['21 directives', `{ hello ${times(21, () => '@include(if: true)')} }`],
  ['fragments that double', `{ ...f0 } ${doubling} fragment f20 on Query { hello }`],
  ['fragments in a circle', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
  ['a literal page size', '{ things(first: 1000000) { id } }'],
  ['a page size in a variable', 'query ($n: Int!) { things(first: $n) { id } }', { n: 200_000 }],
  ['a page size in the default of a variable', 'query ($n: Int! = 200000) { things(first: $n) { id } }'],
  ['nested pages of the default size', `{ things ${nested(4)} }`],
  ['what @cost says is dear', '{ a: dear { name } b: dear { name } c: dear { name } }'],
  ['a literal that is too deep', `{ spell(input: { json: ${'{a:'.repeat(20)}1${'}'.repeat(20)} }) }`],
];
const taken: Case[] = [
  ['twelve levels', `{ things(first: 1) ${nested(10, '(first: 1)')} }`],
  ['sixty aliases', `{ ${times(60, (n) => `a${n}: hello`)} }`],
  ['a page of a hundred', 'query ($n: Int!) { things(first: $n) { id children { id } } }', { n: 100 }],
  ['two dear fields', '{ a: dear { name } b: dear { name } }'],
];

const byBoth = async (query: string, variables?: Record<string, unknown>): Promise<[Body, Body]> => {
  const client = server.socket();
  const answers: [Body, Body] = [
    (await server.post(query, { token: 'alice', variables })).body,
    await askSocket(client, query, variables),
  ];
  await client.dispose();
  return answers;
};

describe('a query is refused on both transports, with the same words, for', () => {
  it.each(refused)('%s', async (_what, query, variables) => {
    const before = server.journal.entries.length;
    const [http, socket] = await byBoth(query, variables);
    expect(http.data).toBeUndefined();
    expect(http.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', errorCode: 'ERR_009' });
    expect(socket).toEqual(http);
    expect(server.journal.entries.length).toBe(before);
  });
});

describe('a query is taken on both transports with', () => {
  it.each(taken)('%s', async (_what, query, variables) => {
    const [http, socket] = await byBoth(query, variables);
    expect(http.errors).toBeUndefined();
    expect(socket).toEqual(http);
  });
});

it('an answer lists few errors, however many there are', async () => {
  const { body } = await server.post(`{ ${times(100, (n) => `nothing${n}`)} }`);
  expect(body.errors!.length).toBeLessThan(8);
});

it('the largest query that is let in is refused or answered within a second', async () => {
  // Of the processor's time: what the machine spends on others says nothing about the query.
  const before = process.cpuUsage();
  await server.post(`{ ${times(1_990, () => 'hello')} }`);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
