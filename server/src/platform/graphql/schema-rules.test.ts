import { buildSchema, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { enforce } from './guards.js';
import { RateLimits } from './rate-limit.js';
import { findUnboundedMutations, findUnguardedRootFields, findUnownedIdArguments } from './schema-rules.js';

const directives = `
  directive @auth(scope: String!) on FIELD_DEFINITION
  directive @owner(of: String!, by: String! = "id") repeatable on FIELD_DEFINITION
  directive @rateLimt(max: Int!) on FIELD_DEFINITION
  directive @rateLimit(max: Int!) on FIELD_DEFINITION
  directive @consent on FIELD_DEFINITION
`;
const schemaOf = (text: string): GraphQLSchema => buildSchema(directives + text);

describe('the rules of the whole schema', () => {
  it('find a root field without @auth, on all three roots', () => {
    const schema = schemaOf(`
      type Query { server: Int attestation: Int mine: Int @auth(scope: "READ") open: Int }
      type Mutation { startSignIn: Int sign: Int }
      type Subscription { ticks: Int }
    `);
    expect(findUnguardedRootFields(schema)).toEqual(['Query.open', 'Mutation.sign', 'Subscription.ticks']);
  });

  it('find a mutation that can be repeated without end, but none that stops something', () => {
    const schema = schemaOf(`
      type Query { free: Int }
      type Mutation { write: Int pay: Int @rateLimit(max: 1) loosen: Int @consent freeze: Int signOut: Int }
    `);
    expect(findUnboundedMutations(schema)).toEqual(['write']);
  });

  it('find an id argument without @owner, in inputs and lists and on any type', () => {
    const schema = schemaOf(`
      input Inner { accountId: ID again: Inner }
      input Outer { inner: Inner ids: [ID!] challengeId: ID! name: String }
      type Thing { part(id: ID!): Int }
      type Query {
        node(id: ID!): Int
        one(id: ID!): Int @owner(of: "ACCOUNT")
        two(id: ID!, other: ID): Int @owner(of: "ACCOUNT")
        deep(input: Outer!): Thing @owner(of: "ACCOUNT", by: "input.ids")
      }
    `);
    expect(findUnownedIdArguments(schema)).toEqual([
      'Thing.part(id)',
      'Query.two(other)',
      'Query.deep(input.inner.accountId)',
    ]);
  });
});

describe('building the guards', () => {
  const build = (text: string) =>
    enforce(schemaOf(text), { owners: { ACCOUNT: async () => true }, rateLimits: new RateLimits() });

  it('fails for a directive that nothing enforces, such as a misspelt one', () => {
    expect(() => build('type Query { a: Int @rateLimt(max: 3) }')).toThrow('Query.a carries @rateLimt');
  });

  it('fails for an @owner that looks at no argument', () => {
    expect(() => build('type Query { a(id: ID!): Int @owner(of: "ACCOUNT", by: "input.id") }')).toThrow(
      'Query.a has no argument "input.id"',
    );
    expect(() => build('type Query { a(id: ID!): Int @owner(of: "ACCOUNT") }')).not.toThrow();
  });

  it('fails for a kind that nobody can check', () => {
    expect(() => build('type Query { a(id: ID!): Int @owner(of: "THREAD") }')).toThrow('no owner check for THREAD');
  });
});
