import { GraphQLError, parse, parseValue } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSmallApi, type SmallApi } from '../../../../test/support/app/small-api.js';
import { JsonObjectScalar, JsonScalar } from './json-scalars.js';
import { AmountScalar, DateTimeScalar, StellarAddressScalar, XdrScalar } from './scalars.js';

const SENTENCE = 'Amounts are decimal strings such as "25.5" with at most 7 decimal places, greater than 0.';
const G = 'GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ';
const M = 'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ';
const C = 'CA3D5KRYM6CB7OWQ6TWYRR3Z4T7GNZLKERYNZGGA5SOAOPIFY6YQGAXE';

describe('Amount', () => {
  it.each(['25.5', '0.0000001', '1', '922337203685.4775807'])('takes %s', (text) => {
    expect(AmountScalar.parseValue(text)).toBe(text);
    expect(AmountScalar.parseLiteral(parseValue(JSON.stringify(text)))).toBe(text);
  });

  it.each([
    25.5,
    1,
    1n,
    null,
    true,
    {},
    ['1'],
    '',
    ' 1',
    '1 ',
    '0',
    '0.0',
    '0.0000000',
    '-1',
    '+1',
    '1e3',
    '1E3',
    '0x10',
    '.5',
    '5.',
    '01',
    '1.12345678',
    '1,5',
    'NaN',
    'Infinity',
    '١',
  ])('refuses %s', (value) => {
    expect(() => AmountScalar.parseValue(value)).toThrow(SENTENCE);
  });

  it('refuses numbers that are written into the query', () => {
    for (const literal of ['5', '5.5', 'true', '"1e3"']) {
      expect(() => AmountScalar.parseLiteral(parseValue(literal))).toThrow(SENTENCE);
    }
  });

  it('refuses more than the ledger can hold', () => {
    expect(() => AmountScalar.parseValue('922337203685.4775808')).toThrow('at most 922337203685.4775807');
    expect(() => AmountScalar.parseValue('9'.repeat(10_000))).toThrow(GraphQLError);
  });

  it('writes zero, and never a number or a negative amount', () => {
    expect(AmountScalar.serialize('0')).toBe('0');
    for (const value of [0, 0.1, '-1', '1e3', 5n, null]) expect(() => AmountScalar.serialize(value)).toThrow(TypeError);
  });
});

describe('StellarAddress', () => {
  it.each([G, M, C])('takes %s', (address) => expect(StellarAddressScalar.parseValue(address)).toBe(address));

  it.each([
    G.replace(/.$/, 'A'),
    G.toLowerCase(),
    ` ${G}`,
    '',
    'SDJHRQF4GCMIIKAAAQ6IHY42X73FQFLHUULAPSKKD4DFDM7UXWWCRHBE',
    5,
  ])('refuses %s', (value) => {
    expect(() => StellarAddressScalar.parseValue(value)).toThrow('not a Stellar address');
  });

  it('does not repeat what was typed, which may have been a secret key', () => {
    const seed = 'SDJHRQF4GCMIIKAAAQ6IHY42X73FQFLHUULAPSKKD4DFDM7UXWWCRHBE';
    expect(() => StellarAddressScalar.parseValue(seed)).not.toThrow(seed);
  });
});

describe('DateTime', () => {
  it('reads any zone and writes UTC', () => {
    const date = DateTimeScalar.parseValue('2026-01-31T12:00:00+02:00');
    expect(DateTimeScalar.serialize(date)).toBe('2026-01-31T10:00:00.000Z');
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-01-31',
    '2026-01-31T12:00:00',
    'tomorrow',
    1_700_000_000,
    '2026-13-01T00:00:00Z',
  ])('refuses %s', (value) => expect(() => DateTimeScalar.parseValue(value)).toThrow('RFC 3339'));
});

describe('XDR', () => {
  it('takes base64 and refuses the rest', () => {
    expect(XdrScalar.parseValue('AAAA')).toBe('AAAA');
    for (const value of ['AAA', 'AA A', '', 'A'.repeat(300_000), 5])
      expect(() => XdrScalar.parseValue(value)).toThrow('base64');
  });
});

describe('JSON', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

  it('takes plain values and copies them', () => {
    const value = { a: [1, 'x', null, true, { b: 2 }] };
    expect(JsonObjectScalar.parseValue(value)).toEqual(value);
    expect(JsonObjectScalar.parseValue(value)).not.toBe(value);
    expect(JsonScalar.parseLiteral(parseValue('{ a: [1, "x", null] }'))).toEqual({ a: [1, 'x', null] });
  });

  it('refuses keys that change a prototype', () => {
    for (const key of ['__proto__', 'constructor', 'prototype'])
      expect(() => JsonObjectScalar.parseValue(JSON.parse(`{"a":{"${key}":{"x":1}}}`))).toThrow(key);
  });

  it('refuses what is too deep or too large', () => {
    expect(() => JsonScalar.parseValue(deep(17))).toThrow('16 levels');
    expect(JsonScalar.parseValue(deep(15))).toEqual(deep(15));
    expect(() => JsonScalar.parseValue(Array(6_000).fill(1))).toThrow('5000 values');
  });

  it('takes nothing but an object as JSONObject', () => {
    for (const value of [[], 'x', 1, null]) expect(() => JsonObjectScalar.parseValue(value)).toThrow('JSON object');
  });
});

describe('a value that a scalar refuses', () => {
  let api: SmallApi;
  beforeAll(async () => {
    api = await createSmallApi();
  });
  afterAll(() => api.close());

  const spell = (source: string, variables = {}) =>
    api.door.run({ document: parse(source), variables }, { actor: null, ip: '10.0.0.1' });

  it('is BAD_USER_INPUT with the path of the field, in a variable', async () => {
    const { data, errors } = await spell('query ($input: SpellingInput!) { spell(input: $input) }', {
      input: { amount: 5 },
    });
    expect(data).toBeUndefined();
    expect(errors?.[0]).toMatchObject({
      message: SENTENCE,
      extensions: {
        code: 'BAD_USER_INPUT',
        errorCode: 'ERR_009',
        message: SENTENCE,
        details: { path: 'input.amount' },
      },
    });
    expect(api.journal.entries).toEqual([]);
  });

  it('is BAD_USER_INPUT with its place in the query, in a literal', async () => {
    const { errors } = await spell('{ spell(input: { amount: 5 }) }');
    expect(errors?.[0]).toMatchObject({
      message: SENTENCE,
      locations: [{ line: 1, column: 26 }],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('is BAD_USER_INPUT when a variable is missing or unknown', async () => {
    const source = 'query ($input: SpellingInput!) { spell(input: $input) }';
    for (const variables of [{}, { input: null }, { input: { amont: '1' } }]) {
      const { errors } = await spell(source, variables);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(errors?.[0]?.message).not.toContain('Did you mean');
    }
  });
});
