import { buildSchema } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSmallApi, type SmallApi } from '../../../test/support/app/small-api.js';
import { printSchema } from './make-schema.js';

let api: SmallApi;
beforeAll(async () => {
  api = await createSmallApi();
});
afterAll(() => api.close());

it('prints the guards on their fields, in the order in which they are asked', () => {
  expect(printSchema(api.schema)).toContain(
    '): Int! @auth(scope: APPROVE, actors: [PERSON]) @owner(of: ACCOUNT) @rateLimit(max: 2, window: "1m") @consent @spendingCap',
  );
});

it('prints a schema that can be read again, with descriptions and each enum once', () => {
  const text = printSchema(api.schema);
  expect(() => buildSchema(text)).not.toThrow();
  expect(text.match(/^enum ActorKind/gm)).toHaveLength(1);
  expect(text).toContain('"""Who is calling."""');
  expect(text).toContain('type Dear @cost(weight: 4000)');
});

it('keeps @skip and @include', async () => {
  const prepared = api.door.prepare('{ hello @skip(if: true) }');
  expect('document' in prepared && (await api.door.run(prepared, { actor: null, ip: '' }))).toEqual({ data: {} });
});
