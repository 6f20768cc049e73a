import { describe, expect, it } from 'vitest';
import { fromStroops } from '../kernel/amount.js';
import { amountsIn, saysAddress, saysName } from './spoken.js';

const G = 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN';
const said = (text: string): string[] => [...amountsIn([text])].map(fromStroops);

describe('an amount', () => {
  it.each([
    ['pay Acme 1,200 USDC', '1200'],
    ['pay Acme 1200.00 USDC', '1200'],
    ['pay 1,200.50', '1200.5'],
    ['pay 1 200,50 USDC', '1200.5'],
    ["pay 1'200 USDC", '1200'],
    ['pay 12,50', '12.5'],
    ['pay 1.200,50 USDC', '1200.5'],
    ['pay 1,200,000', '1200000'],
    ['send 25USDC', '25'],
    ['send $25.', '25'],
    ['send 25, please', '25'],
    ['send 0.0000001 XLM', '0.0000001'],
    ['zahle 25 XLM.', '25'],
    ['支払い 25 USDC', '25'],
    ['(25)', '25'],
  ])('is read in "%s"', (text, amount) => {
    expect(said(text)).toContain(amount);
  });

  it.each([
    'pay for INV-2291',
    'on 2026-11-22',
    'on 22.11.2026',
    'at 12:50',
    `pay ${G}`,
    'ticket #4711',
    'room A25',
    'everything',
    '25%25_25',
    '',
  ])('is not read in "%s"', (text) => {
    expect(said(text).filter((amount) => !['2026', '25'].includes(amount))).toEqual([]);
  });

  it('that could be a little more than one or more than a thousand is the smaller one', () => {
    expect(said('send 1.200 XLM')).toEqual(['1.2']);
  });

  it('is not put together from two, nor cut out of a longer one', () => {
    expect(said('send 12 and 50')).toEqual(['12', '50']);
    expect(said('send 1250')).toEqual(['1250']);
    expect(said('send 99999999999999999999')).toEqual([]);
  });
});

describe('an address', () => {
  it('counts where all of it stands by itself', () => {
    expect(saysAddress([`pay ${G}!`], G)).toBe(true);
    for (const text of [`x${G}`, `${G}A`, G.slice(1), G.toLowerCase(), '', `${G.slice(0, 28)} ${G.slice(28)}`])
      expect(saysAddress([text], G)).toBe(false);
  });
});

describe('a name', () => {
  it('counts without case, and not as a piece of another word', () => {
    expect(saysName(['send 5 to coffee  corner, please'], 'Coffee Corner')).toBe(true);
    expect(saysName(['send 5 to Anna'], 'Ann')).toBe(false);
    expect(saysName(['anything'], '')).toBe(false);
  });
});
