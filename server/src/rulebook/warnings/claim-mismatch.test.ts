import { describe, expect, it } from 'vitest';
import { claimMismatches } from './claim-mismatch.js';

const ISSUER = 'GDC6A5REGWQS5RZ7HWKLV2HJBT7M7JYUVLV5ZUSAOQLSV52LX667XDJI';
const USDC = `USDC:${ISSUER}`;
const leaves = (asset: string, amount: string, fee = '0') => ({ asset, amount, fee, valueUsd: null, price: null });
type Words = { instruction?: string; reason?: string; proposedBy?: 'AGENT' | 'API_KEY' | 'PERSON' };
const of = ({ instruction, reason, proposedBy = 'AGENT' }: Words, outflows = [leaves(USDC, '900')]) =>
  claimMismatches({ instruction: instruction ?? null, reason: reason ?? null, proposedBy, outflows });
const FIVE = { asset: USDC, asked: '5', sends: '900' };

describe('words about an amount', () => {
  it('are wrong where the person wrote 5 and 900 leaves, and it says whether the agent wrote the same', () => {
    expect(of({ instruction: 'refund 5 USDC for order 88' })).toEqual([{ ...FIVE, by: 'PERSON' }]);
    expect(of({ instruction: 'refund 5 usdc', reason: 'Sending the 5 USDC refund.' })).toEqual([
      { ...FIVE, by: 'PERSON', also: 'AGENT' },
    ]);
    expect(of({ instruction: 'refund 5 USDC', reason: 'Sending 7 USDC.' }).map(({ by, asked }) => [by, asked])).toEqual(
      [
        ['PERSON', '5'],
        ['AGENT', '7'],
      ],
    );
  });

  it('are wrong where whoever proposed it names another amount, and it says who that is', () => {
    expect(of({ reason: 'Only 5 USDC, as you asked.' })).toEqual([{ ...FIVE, by: 'AGENT' }]);
    expect(of({ reason: '5 USDC', proposedBy: 'API_KEY' })[0]?.by).toBe('API_KEY');
    expect(of({ reason: '5 USDC', proposedBy: 'PERSON' })[0]?.by).toBe('PERSON');
  });

  it.each([
    'I send 900 USDC.',
    'It is 900.0000000 usdc',
    '9,00.00 USDC is no number',
    'No amount here',
    'It costs 3 XLM',
    'Pay 400 USDC for rent and 500 USDC for light',
    'order 5, invoice INV-5',
    '5 USDCX',
  ])('are not wrong: %s', (words) => {
    expect(of({ instruction: words, reason: words })).toEqual([]);
  });

  it('may name what the person has beside what leaves, unless more leaves than all of it', () => {
    expect(of({ instruction: 'Of 1,000 USDC keep 50 USDC' })).toEqual([]);
    expect(of({ instruction: 'Of 100 USDC keep 50 USDC' })[0]?.sends).toBe('900');
    expect(of({ reason: 'Of 1,000 USDC you keep 50 USDC' })[0]?.by).toBe('AGENT');
  });

  it('may name lumens with the network fee or without it, or the fee alone', () => {
    const lumens = [leaves('XLM', '25.00001', '0.00001')];
    for (const reason of ['Sends 25 XLM.', 'Sends 25 lumens.', 'It takes 25.00001 XLM.', 'The fee is 0.00001 XLM.'])
      expect(of({ reason }, lumens)).toEqual([]);
    expect(of({ reason: 'Sends 2.5 XLM.' }, lumens)).toEqual([
      { asset: 'XLM', asked: '2.5', sends: '25', by: 'AGENT' },
    ]);
  });

  it('say nothing of an asset of which only the fee, or a reserve, leaves', () => {
    expect(of({ reason: 'Buys 100 XLM.' }, [leaves('XLM', '0.00001', '0.00001')])).toEqual([]);
    const locked = { ...leaves('XLM', '0.50001', '0.00001'), reserve: '0.5' };
    expect(of({ reason: 'You hold 100 XLM.' }, [locked])).toEqual([]);
  });

  it('take numbers as people write them, and a code as text', () => {
    for (const words of ['900,00 USDC', "1'200.5 USDC and 900 USDC", '900USDC'])
      expect(of({ reason: words })).toEqual([]);
    expect(of({ reason: '1 200 USDC' })[0]?.asked).toBe('1200');
    expect(() => of({ reason: '1 A(' }, [leaves('A(', '1')])).not.toThrow();
  });
});
