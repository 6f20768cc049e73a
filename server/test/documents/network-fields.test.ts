import { getDirective } from '@graphql-tools/utils';
import { Operation } from '@stellar/stellar-sdk/base';
import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type OperationTypeNode,
  parse,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphQLDoor } from '../../src/platform/graphql/graphql-door.js';
import {
  COFFEE,
  change,
  type MoneyApp,
  openMoney,
  passkeyPerson,
  pay,
  SMALL,
  settled,
} from '../support/app/money-case.js';
import { envelopeWith, XLM } from '../support/app/operation-samples.js';
import { documentFor, rootField, rootPlaces } from '../support/app/root-calls.js';
import type { Person } from '../support/app/test-app.js';

const DEPTH = 5;
/** They ask once a passkey has confirmed, which their own tests do; `startConsent` asks for them before. */
const CONFIRMED: ReadonlySet<string> = new Set(['Mutation.archiveAccount', 'Mutation.deleteUser']);

let app: MoneyApp;
let door: GraphQLDoor;
let ada: Person;
/** Fields that asked a network, by their own word or, as null, without one. */
const seen = new Set<string | null>();
beforeAll(async () => {
  app = await openMoney({ working: true, overrides: { onNetworkCall: (field) => seen.add(field) } });
  ada = await passkeyPerson(app);
  // Whole objects cost more than a caller may ask for at once; here it is about who asks a network.
  const most = Number.MAX_SAFE_INTEGER;
  const limits = { depth: most, aliases: most, tokens: most, directives: most, selections: most, cost: most };
  door = new GraphQLDoor({ schema: app.schema, em: app.orm.em, log: { error: () => undefined }, limits });
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const fieldsOf = (schema: GraphQLSchema): [string, GraphQLField<unknown, unknown>][] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values(isObjectType(type) ? type.getFields() : {}).map(
        (field) => [`${type.name}.${field.name}`, field] as [string, GraphQLField<unknown, unknown>],
      ),
    );

/** Everything below a type that needs no argument, as deep as objects here are nested. */
const selection = (schema: GraphQLSchema, typeName: string, depth: number): string => {
  const type = schema.getType(typeName);
  if (isInterfaceType(type))
    return `{ id ${schema
      .getPossibleTypes(type)
      .map(({ name }) => `... on ${name} ${selection(schema, name, depth - 1)}`)
      .join(' ')} }`;
  if (!isObjectType(type)) return '{ __typename }';
  const parts = Object.values(type.getFields())
    .filter(({ args }) => !args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined))
    .flatMap((field) => {
      const below = getNamedType(field.type);
      if (!isCompositeType(below)) return [field.name];
      return depth > 0 ? [`${field.name} ${selection(schema, below.name, depth - 1)}`] : [];
    });
  // Two possible types may have fields of one name and different types; apart they do not conflict.
  return `{ __typename ${parts.map((part) => (/^\w+/.exec(part) ? `${type.name}_${/^\w+/.exec(part)![0]}: ${part}` : part)).join(' ')} }`;
};

const payment = () => ({ accountId: ada.accountId, destination: COFFEE, amount: '1' });
const values = (ids: Record<string, string>): Record<string, Record<string, unknown>> => ({
  'Query.account': { id: ada.accountId },
  'Query.node': { id: ada.accountId },
  'Query.transaction': { id: ids.transaction },
  'Query.approval': { id: ids.approval },
  'Query.price': { asset: `NEW1:${COFFEE}` },
  'Query.evaluatePolicy': { input: { payment: payment() } },
  'Mutation.createAccount': { input: { name: 'Second' } },
  'Mutation.fundAccount': { id: ada.accountId },
  'Mutation.proposePayment': { input: payment() },
  'Mutation.proposeTrustline': { input: { accountId: ada.accountId, asset: `ODD:${COFFEE}` } },
  'Mutation.proposeTransaction': { input: { accountId: ada.accountId, xdr: ids.xdr } },
  'Mutation.signTransaction': { id: ids.unsigned },
  'Mutation.startConsent': { input: { action: 'archiveAccount', arguments: { id: ids.idle } } },
  'Mutation.startApproval': { id: ids.transaction },
  'Mutation.renameAccount': { input: { id: ada.accountId, name: 'Other' } },
});

const run = (place: string, variables: Record<string, unknown>) => {
  const { text } = documentFor(app.schema, place);
  const named = getNamedType(rootField(app.schema, place).type).name;
  const whole = text.replace('{ __typename }', selection(app.schema, named, DEPTH));
  return door.execute({ document: parse(whole), variables, actor: ada.actor });
};

/** An asset that nobody has asked the price of, so that it is not remembered. */
const holdSomethingNew = (code: string): void => {
  const [balance] = app.gateway.accounts.get(ada.address)!.balances;
  app.gateway.accounts.get(ada.address)!.balances.push({ ...balance!, asset: `${code}:${COFFEE}` });
};

const idsOf = async (): Promise<Record<string, string>> => {
  const propose = (amount: string) =>
    app.as(ada.actor, 'mutation ($i: PaymentInput!) { proposePayment(input: $i) { id approval { id } } }', {
      i: { ...payment(), amount },
    });
  const { proposePayment: asks } = await propose('400');
  const { proposePayment: runs } = await propose('2');
  // A card is priced anew when it is opened late.
  await change(app, asks.id, { pricedAt: new Date(0) });
  const operation = Operation.payment({ destination: COFFEE, asset: XLM, amount: '1' });
  // One with nothing under way, which can be archived.
  const { createAccount } = await app.as(ada.actor, 'mutation { createAccount(input: { name: "Idle" }) { id } }');
  const xdr = envelopeWith([operation], { source: ada.address });
  return { transaction: asks.id, approval: asks.approval.id, unsigned: runs.id, idle: createAccount.id, xdr };
};

describe('a field that asks a network', () => {
  it('says so, and then its line has a rate limit and a cost', () => {
    const marked = fieldsOf(app.schema).filter(([, field]) => getDirective(app.schema, field, 'network'));
    expect(marked.length).toBeGreaterThan(10);
    for (const [place, field] of marked)
      for (const bound of ['rateLimit', 'cost'])
        expect(getDirective(app.schema, field, bound)?.length, `${place} @${bound}`).toBeGreaterThan(0);
  });

  it('is found by calling every field of the schema, and none asks without saying so', async () => {
    const ids = await idsOf();
    const given = values(ids);
    seen.clear();
    for (const field of ['price { usd }', 'valueUsd']) {
      holdSomethingNew(field.slice(0, 5).toUpperCase());
      const query = `query ($id: ID!) { account(id: $id) { balances { ${field} } } }`;
      await door.execute({ document: parse(query), variables: { id: ada.accountId }, actor: ada.actor });
    }
    // Alone, because fields that are asked for at once share one question.
    const control = parse('query ($id: ID!) { account(id: $id) { control { __typename } } }');
    await door.execute({ document: control, variables: { id: ada.accountId }, actor: ada.actor });
    const kinds: OperationTypeNode[] = ['query', 'mutation'] as OperationTypeNode[];
    for (const place of rootPlaces(app.schema).filter((one) =>
      kinds.some((kind) => one.toLowerCase().startsWith(kind)),
    ))
      if (given[place] || !rootField(app.schema, place).args.some((arg) => isNonNullType(arg.type)))
        await run(place, given[place] ?? {});
    expect([...seen].filter((field) => field === null)).toEqual([]);
    const marked = fieldsOf(app.schema)
      .filter(([, field]) => getDirective(app.schema, field, 'network'))
      .map(([place]) => place);
    expect([...seen].toSorted()).toEqual(marked.filter((place) => !CONFIRMED.has(place)).toSorted());
  }, 60_000);

  it('and what was decided is carried on as nobody’s call, so that it waits for nobody', async () => {
    const bo = await app.person('Bo');
    seen.clear();
    const paid = await pay(app, bo, SMALL);
    expect((await settled(app, paid.id, bo)).status).toBe('CONFIRMED');
    expect([...seen]).toEqual(['Mutation.proposePayment']);
  }, 60_000);
});
