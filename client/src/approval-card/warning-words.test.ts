import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { WarningCode } from '../graphql/generated/graphql.js';
import { wordsOf } from './warning-words.js';

const schema = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
const CODES = [.../enum WarningCode \{([^}]*)\}/.exec(schema)![1]!.matchAll(/^ {2}([A-Z_]+)$/gm)].map(
  ([, code]) => code!,
);
const say = (code: string, parameters: Record<string, unknown> = {}) =>
  wordsOf({ code: code as WarningCode, level: 'HIGH', parameters });

describe('the words of a warning', () => {
  it.each(CODES)('are a sentence for %s, also where a parameter is absent', (code) => {
    expect(say(code).title).toMatch(/[.]$/);
    expect(say(code).title).not.toMatch(/undefined|null/);
  });

  it('are there for every code of the schema', () => {
    expect(CODES.length).toBeGreaterThan(15);
  });

  it('group amounts and name assets by their code, with the issuer where that is what differs', () => {
    const [mine, known] = ['USDC:GBAD4567890123456XYZ', 'USDC:GDC64567890123456XDJI'];
    expect(say('BURN', { amount: '1200.5', asset: known }).title).toBe('This destroys 1,200.5 USDC.');
    expect(say('OTHER_ISSUER', { asset: mine, known })).toEqual({
      title: 'This is not the USDC that you know.',
      text: 'It is USDC of GBAD…6XYZ; the well-known one is USDC of GDC6…XDJI.',
    });
    const rate = { pays: '700', paysAsset: known, least: '1', leastAsset: 'XLM', percent: '99' };
    expect(say('RUINOUS_RATE', rate)).toEqual({
      title: 'At worst 99 % of its worth is lost.',
      text: '700 USDC for as little as 1 XLM.',
    });
  });

  it('say whose claim it is', () => {
    const claim = { asked: '5', sends: '900', asset: 'XLM' };
    expect(say('CLAIM_MISMATCH', { ...claim, by: 'API_KEY' }).title).toBe(
      'The program says 5 XLM, this sends 900 XLM.',
    );
  });

  it('show a code that this page does not know yet as it is', () => {
    expect(say('SOMETHING_NEW', { asset: 'XLM' })).toEqual({ title: 'something new.', text: 'XLM' });
  });
});
