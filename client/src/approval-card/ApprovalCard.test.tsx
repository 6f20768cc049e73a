import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { ACME, NOW, waitingPayment, warnedPayment } from '../testing/transactions.js';
import { ApprovalCard, type ApprovalCardProps } from './ApprovalCard.js';
import type { Warning } from './card-warnings.js';

const idle: ApprovalCardProps['decision'] = {
  phase: 'idle',
  error: null,
  approve: () => {},
  reject: () => {},
  cancel: () => {},
};
const card = (transaction = waitingPayment(), change: Partial<ApprovalCardProps> = {}): string =>
  renderToStaticMarkup(
    <MemoryRouter>
      <ApprovalCard
        transaction={transaction}
        spending={[
          {
            asset: transaction.outflows[0]?.asset ?? 'XLM',
            network: 'LOCAL',
            perDay: '5000',
            used: '640',
            reserved: '0',
            resetsAt: null,
          },
        ]}
        decision={idle}
        rejecting={false}
        setRejecting={() => {}}
        nowMs={NOW}
        passkey
        connected
        inert={false}
        recordUrl={null}
        level="h1"
        linkToChat={false}
        keyName={null}
        {...change}
      />
    </MemoryRouter>,
  );

const region = (markup: string, name: string): string => {
  const start = markup.indexOf(`data-region="${name}"`);
  return start < 0 ? '' : markup.slice(start, markup.indexOf('</section>', start));
};
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
const headline = (markup: string): string => textOf(/<h1[^>]*>(.*?)<\/h1>/.exec(markup)?.[1] ?? '').trim();
const approveIsOff = (markup: string): boolean =>
  /<button[^>]*disabled=""[^>]*>(?:(?!<\/button>).)*Approve/.test(markup);

/** Each run draws a whole card. */
const DRAWN = { numRuns: 30 };
const PATIENCE_MS = 30_000;

describe('the facts of a card', () => {
  it(
    'never hold a word of the agent or of the person, nor does the headline',
    () => {
      const words = fc.stringMatching(/^[A-Za-z0-9<>&"' ]{1,60}$/).map((text) => `claim«${text}»`);
      fc.assert(
        fc.property(words, words, (reason, instruction) => {
          const markup = card(waitingPayment({ reason, instruction }));
          const claims = textOf(region(markup, 'claims'));
          expect(claims).toContain('claim«');
          for (const part of [textOf(region(markup, 'facts')), headline(markup)]) expect(part).not.toContain('claim«');
        }),
        DRAWN,
      );
    },
    PATIENCE_MS,
  );

  it(
    'are the same whatever the agent says',
    () => {
      const facts = region(card(), 'facts');
      fc.assert(
        fc.property(fc.string(), fc.string(), (reason, instruction) => {
          expect(region(card(waitingPayment({ reason, instruction })), 'facts')).toBe(facts);
        }),
        DRAWN,
      );
    },
    PATIENCE_MS,
  );

  it('show the exact amount, its worth as an estimate, and the whole address', () => {
    const facts = textOf(region(card(), 'facts'));
    expect(facts).toContain('1,200.0000000 USDC');
    expect(facts).toContain('about 1,200.00 USD, demo price, 14 s ago');
    expect(facts.replaceAll(' ', '')).toContain(ACME);
    expect(facts).toContain('Acme Supplies , in your contacts');
    expect(facts).toContain('text “ INV-2291 ”');
  });

  it('say what this stands for where it took the place of another proposal', () => {
    const replaces = { id: 'txn_0', summary: 'Send 900 USDC to Acme Supplies' };
    expect(textOf(region(card(waitingPayment({ replaces })), 'facts'))).toContain(
      'Instead of Send 900 USDC to Acme Supplies',
    );
    expect(textOf(region(card(waitingPayment()), 'facts'))).not.toContain('Instead of');
  });

  it('call an address without a proven label unknown', () => {
    const recipients = [{ ...waitingPayment().recipients[0]!, label: null, labelSource: null }];
    const facts = textOf(region(card(waitingPayment({ recipients })), 'facts'));
    expect(facts).toContain('Unknown address');
  });

  it('spell out hidden characters of a memo', () => {
    expect(card(waitingPayment({ memo: `INV${String.fromCodePoint(0x202e)}1922` }))).toContain('INV[U+202E]1922');
  });
});

describe('a memo', () => {
  it.each([
    ['ID', '111222', 'id “ 111222 ”'],
    ['HASH', 'ab'.repeat(32), `hash “ ${'ab'.repeat(32)} ”`],
    ['RETURN', 'cd'.repeat(32), `return hash “ ${'cd'.repeat(32)} ”`],
  ] as const)('of type %s says so', (memoType, memo, shown) => {
    expect(textOf(region(card(waitingPayment({ memo, memoType })), 'facts'))).toContain(shown);
  });
});

const of = (code: Warning['code'], level: Warning['level'], parameters: Warning['parameters'] = {}): Warning => ({
  code,
  level,
  parameters,
});
const MISMATCH = of('CLAIM_MISMATCH', 'HIGH', {
  asset: 'USDC:G',
  asked: '5',
  sends: '900',
  by: 'PERSON',
  also: 'AGENT',
});
const FIRST = of('FIRST_PAYMENT', 'MEDIUM', { address: ACME, name: 'Acme Supplies' });

describe('the warnings of a card', () => {
  it('stand before the facts in the order of the server, the high ones apart', () => {
    const text = textOf(card(warnedPayment([MISMATCH, FIRST])));
    const places = [
      'High risk',
      'You asked for 5 USDC, this sends 900 USDC. The agent’s words say the same. Only what is sent counts.',
      'First payment to this address. You know it as “Acme Supplies”.',
      'Facts, read from the transaction',
    ].map((words) => text.indexOf(words));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('are those of the server and no others, and a low risk has no badge', () => {
    const text = textOf(card(waitingPayment({ reason: 'Only 5 USDC.' })));
    expect(text).not.toMatch(/this sends|First payment|High risk|Medium risk/);
    expect(textOf(card(warnedPayment([FIRST])))).toContain('Medium risk');
  });

  it('spell out what is hidden in a name', () => {
    const name = `Acme${String.fromCodePoint(0x202e)}`;
    expect(textOf(card(warnedPayment([of('MIXED_SCRIPTS', 'MEDIUM', { name })])))).toContain('“Acme[U+202E]”');
  });

  it('leave with the decision, and what was claimed otherwise stays', () => {
    const claimMismatch = { asset: 'USDC:G', asked: '5', sends: '900', by: 'PERSON' } as const;
    const text = textOf(card(warnedPayment([MISMATCH, FIRST], { status: 'CONFIRMED', claimMismatch })));
    expect(text).toContain('You asked for 5 USDC, this sends 900 USDC.');
    expect(text).not.toContain('First payment');
  });
});

describe('a card that waits', () => {
  it('says why it asks, what remains and how much of the day is used', () => {
    const text = textOf(card());
    expect(text).toContain('Over 500 USDC in one transaction.');
    expect(text).not.toContain('Within the limit of 24 hours.');
    expect(text).toContain('3,800.00');
    expect(text).toContain('Today 640.00 → 1,840.00 of 5,000.00 USDC');
    expect(text).toContain('Expires in 08:41');
  });

  it('takes the limit of its own network and issuer, never one of the same name', () => {
    const { asset } = waitingPayment().outflows[0]!;
    const of = (network: string, of: string) => ({ asset: of, network, perDay: '77', used: '0', reserved: '0' });
    const others = [of('TESTNET', asset), of('LOCAL', 'USDC:GANOTHERISSUER')];
    expect(textOf(card(undefined, { spending: others }))).not.toContain('Today');
    const own = { ...of('LOCAL', asset), perDay: '5000' };
    expect(textOf(card(undefined, { spending: [...others, own] }))).toContain('Today 0.00 → 1,200.00 of 5,000.00 USDC');
  });

  it('says whose wish and whose words it shows', () => {
    const told = (change: Parameters<typeof waitingPayment>[0], keyName: string | null = null) =>
      textOf(card(waitingPayment({ instruction: null, ...change }), { keyName }));
    expect(told({})).toMatch(/Proposed by the agent ?\..*The agent says \(not checked\)/);
    const byProgram = told({ proposedBy: 'API_KEY', apiKeyId: 'api_1' }, 'Billing');
    expect(byProgram).toMatch(/Proposed by the program with the key “Billing” ?\..*The program says \(not checked\)/);
    expect(byProgram).not.toContain('The agent');
    expect(told({ apiKeyId: 'api_1' })).toContain('the agent, told to by a program with an API key');
    expect(told({ proposedBy: 'PERSON' })).toMatch(/Proposed by you ?\..*You wrote \(not checked\)/);
  });

  it('says when no message of the person asked for it', () => {
    expect(textOf(card(waitingPayment({ instruction: null })))).toContain('No message of yours asked for this.');
  });

  it('can be approved, with a warning of medium risk as well', () => {
    expect(approveIsOff(card())).toBe(false);
    expect(approveIsOff(card(warnedPayment([FIRST])))).toBe(false);
  });

  const unreadable = waitingPayment({ operations: [{ ...waitingPayment().operations[0]!, fields: [] }] });
  const control = warnedPayment([of('CONTROL_CHANGE', 'HIGH')]);
  const unsized = warnedPayment([of('UNKNOWN_COST', 'HIGH')]);
  it.each<[string, string]>([
    ['before the account’s name was typed where the cost is unknown', card(unsized)],
    ['just after it appeared', card(undefined, { inert: true })],
    ['while the connection is lost', card(undefined, { connected: false })],
    ['when the time is up', card(undefined, { nowMs: NOW + 521_000 })],
    ['when it cannot be read', card(unreadable)],
    ['before somebody ticked that they compared, where the risk is high', card(warnedPayment([MISMATCH]))],
    ['before the account’s name was typed where control changes', card(control)],
  ])('cannot be approved %s', (_when, markup) => {
    expect(approveIsOff(markup)).toBe(true);
  });

  it('says where the cost is unknown', () => {
    expect(textOf(card(unsized))).toContain('Tuxedo cannot tell what this may cost.');
    expect(textOf(card())).not.toContain('cannot tell what this may cost');
  });

  it('tells a demo user that no passkey is asked for', () => {
    expect(textOf(card(undefined, { passkey: false }))).toContain('you confirm without a passkey');
    expect(textOf(card())).toContain('Approve with passkey');
  });
});

describe('a card that is decided', () => {
  const decided = (status: 'CONFIRMED' | 'REJECTED' | 'EXPIRED' | 'SUPERSEDED' | 'FAILED' | 'UNKNOWN' | 'SUBMITTED') =>
    card(
      waitingPayment({
        status,
        hash: status === 'REJECTED' ? null : 'ab12'.repeat(16),
        ledger: status === 'CONFIRMED' ? 1210 : null,
        failure:
          status === 'FAILED'
            ? { code: 'TRANSACTION_FAILED', message: 'Not enough USDC.', resultCodes: ['op_underfunded'] }
            : null,
      }),
    );

  it.each(['CONFIRMED', 'REJECTED', 'EXPIRED', 'SUPERSEDED', 'FAILED', 'UNKNOWN', 'SUBMITTED'] as const)(
    'offers no decision when %s and keeps its facts',
    (status) => {
      const markup = decided(status);
      expect(markup).not.toContain('Approve with passkey');
      expect(markup).not.toContain('aria-keyshortcuts');
      expect(textOf(region(markup, 'facts'))).toContain('1,200.0000000 USDC');
    },
  );

  it('shows ledger and hash when confirmed, and the cause when failed', () => {
    expect(textOf(decided('CONFIRMED'))).toContain('Confirmed in ledger 1210');
    expect(textOf(decided('CONFIRMED'))).toContain('ab12 ab12');
    expect(textOf(decided('FAILED'))).toContain('Not enough USDC. (op_underfunded) No fee was charged.');
  });

  it('does not call sent confirmed, and promises not to send twice when nobody knows', () => {
    expect(textOf(decided('SUBMITTED'))).toContain('not confirmed yet');
    expect(textOf(decided('UNKNOWN'))).toContain('will not send it twice');
  });
});
