import { readFileSync } from 'node:fs';
import { buildSchema, Kind, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readToolFiles, ToolCatalogue } from './tool-catalogue.js';

const source = readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8');
const schema = buildSchema(source);
const catalogueOf = (text: string, of = schema) => new ToolCatalogue(of, [{ file: 'test.graphql', source: text }]);
const spending = '"""Limits."""\nquery spending { spending { asset } }';

describe('the tools', () => {
  const tools = new ToolCatalogue(schema);

  it('are exactly the operations meant for the agent', () => {
    expect(tools.forModel().map(({ name }) => name)).toEqual([
      'account',
      'accounts',
      'evaluatePolicy',
      'networkStatus',
      'policy',
      'price',
      'proposePayment',
      'proposeTrustline',
      'spending',
      'transaction',
      'transactions',
      'viewer',
    ]);
  });

  it('tell the model their arguments as JSON Schema, without what is not its business', () => {
    const { parameters } = tools.get('proposePayment');
    expect(parameters).toMatchObject({
      type: 'object',
      required: ['input'],
      additionalProperties: false,
      properties: {
        input: {
          type: 'object',
          required: expect.arrayContaining(['accountId', 'destination', 'amount']),
          additionalProperties: false,
          properties: {
            amount: { type: 'string', pattern: '^\\d+(\\.\\d{1,7})?$' },
            asset: { type: 'string', default: 'XLM' },
          },
        },
      },
    });
    expect(JSON.stringify(tools.forModel())).not.toContain('idempotencyKey');
  });

  it('describe enums and lists', () => {
    expect(tools.get('transactions').parameters).toMatchObject({
      properties: {
        filter: { properties: { status: { type: 'array', items: { enum: expect.arrayContaining(['CONFIRMED']) } } } },
      },
    });
  });

  it('say what they are for in one line', () => {
    for (const { description } of tools.forModel()) expect(description).toMatch(/^\S.{30,}\.$/);
  });

  it('select nothing that is secret, signed, or about how a person signs in', () => {
    const secret =
      /^(xdr|token|recoveryCodes.*|passkeys|sessions|options|challenge.*|consent|canonical|digest|envelope)$/;
    for (const { name } of tools.forModel()) {
      const fields: string[] = [];
      visit(tools.get(name).document, { Field: { enter: (node) => void fields.push(node.name.value) } });
      expect(fields.filter((field) => secret.test(field))).toEqual([]);
    }
  });

  it('that propose carry an idempotency key of the server and select how it went', () => {
    for (const name of ['proposePayment', 'proposeTrustline'])
      expect(tools.get(name)).toMatchObject({ proposes: true, keyed: ['input'] });
    expect(tools.get('evaluatePolicy')).toMatchObject({ proposes: false, keyed: [] });
  });

  it('are each one file with one operation', () => {
    for (const { source: text } of readToolFiles()) expect(text.match(/^(query|mutation)/gm)).toHaveLength(1);
    for (const { name } of tools.forModel())
      expect(tools.get(name).document.definitions.map(({ kind }) => kind)).toEqual([Kind.OPERATION_DEFINITION]);
  });
});

describe('a tool is refused at start', () => {
  it('and accepted when nothing is wrong with it', () => {
    expect(catalogueOf(spending).forModel()).toHaveLength(1);
  });

  it.each([
    ['text that is not GraphQL', 'quer y', /Syntax Error/],
    ['a field that does not exist', '"""x"""\nquery spending { spending { colour } }', /colour/],
    ['no description', 'query spending { spending { asset } }', /no description/],
    ['an empty description', '"""  """\nquery spending { spending { asset } }', /no description/],
    ['another name than its field', '"""x"""\nquery limits { spending { asset } }', /must be named spending/],
    ['no name', '"""x"""\nquery { spending { asset } }', /./],
    ['two root fields', '"""x"""\nquery spending { spending { asset } viewer { id } }', /exactly one root field/],
    ['an alias on its root field', '"""x"""\nquery spending { a: spending { asset } }', /without alias/],
    ['two operations', `${spending}\nquery b { spending { asset } }`, /exactly one operation/],
    ['a fragment beside it', `${spending}\nfragment F on SpendingUsage { asset }`, /./],
    ['a field for persons only', '"""x"""\nmutation freeze { freeze { id } }', /does not admit the agent/],
    ['a field without @auth', '"""x"""\nquery server { server { version } }', /does not admit the agent/],
    [
      'a field whose scope the agent lacks',
      '"""x"""\nmutation createThread { createThread { id } }',
      /does not admit the agent/,
    ],
    ['a subscription', '"""x"""\nsubscription transactionUpdates { transactionUpdates { id status } }', /subscription/],
    [
      'a transaction without its status',
      '"""x"""\nquery transaction($id: ID!) { transaction(id: $id) { id } }',
      /id and status/,
    ],
    [
      'a proposal that no tool can follow',
      '"""x"""\nmutation proposePayment($input: PaymentInput!) { proposePayment(input: $input) { id status } }',
      /no tool `transaction`/,
    ],
  ])('with %s', (_what, text, reason) => {
    expect(() => catalogueOf(text)).toThrow(reason);
  });

  it('when the scope of its field is taken from the agent', () => {
    const changed = buildSchema(source.replace(/(spending\(.*?)@auth\(scope: READ\)/s, '$1@auth(scope: MANAGE)'));
    expect(() => catalogueOf(spending, changed)).toThrow(/does not admit the agent/);
  });

  it('when its name is taken', () => {
    const files = ['a.graphql', 'b.graphql'].map((file) => ({ file, source: spending }));
    expect(() => new ToolCatalogue(schema, files)).toThrow(/same name/);
  });
});
