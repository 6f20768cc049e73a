import { Keypair } from '@stellar/stellar-sdk/base';
import { parse } from 'graphql';
import { Ctx, Directive, Query, Resolver } from 'type-graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccountsCase } from '../../../test/support/app/accounts-case.js';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { User } from '../../identity/records/user.entity.js';
import { UserType } from '../../identity/users/user.type.js';
import { type Actor, agentActor, personActor } from '../../kernel/actor.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import { makeSchema } from '../../platform/graphql/make-schema.js';
import { NodeResolver } from '../../platform/graphql/node.resolver.js';
import { RateLimits } from '../../platform/graphql/rate-limit.js';
import { findUnguardedRootFields, findUnownedIdArguments } from '../../platform/graphql/schema-rules.js';
import { ContactResolver } from '../contacts/contact.resolver.js';
import { AccountResolver } from './account.resolver.js';
import { accountNodes } from './account-nodes.js';
import { NetworkResolver } from './network.resolver.js';
import { ownsAccount, ownsContact } from './ownership.js';
import { Account, Contact } from './records/account.entity.js';

/** Stands in for the resolver of users, which needs more than is tested here. */
@Resolver(() => UserType)
class ViewerResolver {
  @Directive('@auth(scope: READ)')
  @Query(() => UserType)
  viewer(@Ctx() context: RequestContext): Promise<User> {
    return context.em.findOneOrFail(User, { id: actorOf(context).userId });
  }
}

let fake: FakeGateway;
let app: AccountsCase;
let door: GraphQLDoor;
let [alice, mallory] = ['', ''];
beforeEach(async () => {
  fake = new FakeGateway('LOCAL');
  app = await AccountsCase.open([fake]);
  [alice, mallory] = [await app.addUser('Alice'), await app.addUser('Mallory')];
  const instances = new Map<unknown, object>([
    [AccountResolver, new AccountResolver(app.accounts, app.ledger)],
    [ContactResolver, new ContactResolver(app.contacts)],
    [NetworkResolver, new NetworkResolver(app.ledger)],
    [ViewerResolver, new ViewerResolver()],
    [NodeResolver, new NodeResolver(new Map(accountNodes))],
  ]);
  const schema = makeSchema({
    resolvers: [AccountResolver, ContactResolver, NetworkResolver, ViewerResolver, NodeResolver],
    container: { get: (cls: unknown) => instances.get(cls) },
    guards: {
      owners: { ACCOUNT: ownsAccount, CONTACT: ownsContact },
      rateLimits: new RateLimits(),
      consent: async () => undefined,
    },
  });
  door = new GraphQLDoor({
    schema,
    em: app.orm.em,
    log: { error: (fields, message) => app.warnings.push(JSON.stringify([fields, message])) },
  });
});
afterEach(() => app.close());

const ask = async (source: string, variables: Record<string, unknown> = {}, actor: Actor = personActor(alice)) => {
  const { data, errors } = await door.execute({ document: parse(source), variables, actor });
  return {
    data: data as Record<string, never> | null | undefined,
    codes: errors?.map(({ extensions }) => extensions?.code),
  };
};
const CREATE = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) {
  id name address network frozen archived createdAt balances { asset code issuer amount spendable } } }`;
const create = async (actor = personActor(alice)) =>
  (await ask(CREATE, { input: { name: 'Savings' } }, actor)).data!.createAccount as unknown as {
    id: string;
    address: string;
  };

describe('over the API', () => {
  it('every root field is guarded, and every id has its owner', () => {
    expect([findUnguardedRootFields(door.schema), findUnownedIdArguments(door.schema)]).toEqual([[], []]);
  });

  it('a person opens an account, sees its money, renames and archives it', async () => {
    const account = await create();
    expect(account).toMatchObject({
      name: 'Savings',
      network: 'LOCAL',
      frozen: false,
      archived: false,
      balances: [{ asset: 'XLM', code: 'XLM', issuer: null, amount: '10000', spendable: '9998.9' }],
    });
    const rename = 'mutation ($input: RenameAccountInput!) { renameAccount(input: $input) { name } }';
    expect(await ask(rename, { input: { id: account.id, name: 'Holiday' } })).toMatchObject({
      data: { renameAccount: { name: 'Holiday' } },
    });
    const list = '{ accounts { totalCount nodes { id name activity { nodes { kind } pageInfo { hasNextPage } } } } }';
    expect((await ask(list)).data).toMatchObject({
      accounts: { totalCount: 1, nodes: [{ name: 'Holiday', activity: { nodes: [] } }] },
    });
    const archive = 'mutation ($id: ID!) { archiveAccount(id: $id) { archived } fundAccount(id: $id) { id } }';
    expect((await ask(archive, { id: account.id })).data).toMatchObject({ archiveAccount: { archived: true } });
    expect((await ask(list)).data).toMatchObject({ accounts: { totalCount: 0 } });
    expect((await ask('query ($id: ID!) { account(id: $id) { archived } }', { id: account.id })).data).toMatchObject({
      account: { archived: true },
    });
  });

  it('a person keeps contacts', async () => {
    const input = { name: 'Bob', address: Keypair.random().publicKey(), memo: 'rent' };
    const add =
      'mutation ($input: CreateContactInput!) { createContact(input: $input) { id name address network memo demo createdAt } }';
    const { data } = await ask(add, { input });
    expect(data!.createContact).toMatchObject({ ...input, network: 'LOCAL', demo: false });
    expect((await ask('{ viewer { contacts { name } } }')).data).toEqual({ viewer: { contacts: [{ name: 'Bob' }] } });
    expect((await ask('{ viewer { contacts { name } } }', {}, personActor(mallory))).data).toEqual({
      viewer: { contacts: [] },
    });
    const remove = 'mutation ($id: ID!) { deleteContact(id: $id) }';
    const { id } = data!.createContact as unknown as { id: string };
    expect((await ask(remove, { id }, personActor(mallory))).codes).toEqual(['NOT_FOUND']);
    expect(await app.em.count(Contact, {})).toBe(1);
    expect((await ask(remove, { id })).data).toEqual({ deleteContact: true });
  });

  it('the agent looks but changes nothing', async () => {
    const { id } = await create();
    const agent = agentActor(alice, {});
    expect(
      (await ask('{ accounts { nodes { balances { amount } } } networkStatus { reachable feeP95 } }', {}, agent)).data,
    ).toMatchObject({
      accounts: { nodes: [{ balances: [{ amount: '10000' }] }] },
      networkStatus: { reachable: true, feeP95: '0.00002' },
    });
    expect((await ask(CREATE, { input: { name: 'Mine' } }, agent)).codes).toEqual(['PERMISSION_DENIED']);
    for (const field of ['archiveAccount', 'fundAccount'])
      expect((await ask(`mutation ($id: ID!) { ${field}(id: $id) { id } }`, { id }, agent)).codes).toEqual([
        'PERMISSION_DENIED',
      ]);
    const input = { name: 'Bob', address: Keypair.random().publicKey() };
    expect(
      (await ask('mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }', { input }, agent))
        .codes,
    ).toEqual(['PERMISSION_DENIED']);
    expect([await app.em.count(Account, {}), await app.em.count(Contact, {})]).toEqual([1, 0]);
  });

  it.each([
    'query ($id: ID!) { account(id: $id) { id } }',
    'mutation ($id: ID!) { archiveAccount(id: $id) { id } }',
    'mutation ($id: ID!) { fundAccount(id: $id) { id } }',
    'mutation ($id: ID!) { renameAccount(input: { id: $id, name: "x" }) { id } }',
  ])('nobody reaches an account of somebody else: %s', async (source) => {
    const { id } = await create();
    const [theirs, missing] = [
      await ask(source, { id }, personActor(mallory)),
      await ask(source, { id: 'acc_x' }, personActor(mallory)),
    ];
    expect(theirs.codes).toEqual(['NOT_FOUND']);
    expect(theirs).toEqual(missing);
    expect(await app.acts(mallory)).toEqual([]);
    expect(fake.funded).toHaveLength(1);
  });

  it('node finds an own account or contact by its id, and nobody else’s', async () => {
    const { id } = await create();
    const address = Keypair.random().publicKey();
    const contact = await app.contacts.create(alice, { name: 'Bob', address, network: 'LOCAL', memo: null });
    const source = `query ($id: ID!) { node(id: $id) { __typename id
      ... on Account { name frozen balances { amount } } ... on Contact { name address } } }`;
    expect((await ask(source, { id })).data).toEqual({
      node: { __typename: 'Account', id, name: 'Savings', frozen: false, balances: [{ amount: '10000' }] },
    });
    expect((await ask(source, { id: contact.id })).data).toMatchObject({ node: { __typename: 'Contact', address } });
    for (const theirs of [id, contact.id])
      expect(await ask(source, { id: theirs }, personActor(mallory))).toMatchObject({ data: { node: null } });
  });

  it('a network that is down is an error in the place of the balances, and no zero', async () => {
    const { id } = await create();
    fake.down = true;
    const { data, codes } = await ask('query ($id: ID!) { account(id: $id) { balances { amount } } }', { id });
    expect([data, codes]).toEqual([null, ['NETWORK_ERROR']]);
    expect((await ask('{ networkStatus { reachable ledger } }')).data).toEqual({
      networkStatus: { reachable: false, ledger: null },
    });
  });
});
