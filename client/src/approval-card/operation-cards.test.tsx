import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router';
import { describe, expect, it } from 'vitest';
import { NOW, waitingPayment } from '../testing/transactions.js';
import { ApprovalCard } from './ApprovalCard.js';
import type { ApprovalCard_TransactionFragment } from './card-types.js';

type Card = Pick<ApprovalCard_TransactionFragment, 'summary' | 'operations' | 'effects'> & {
  outflows: { asset: string; amount: string; fee: string; reserve: string }[];
};
/** What the server says of every operation there is; its own test writes it. */
const CARDS: Record<string, Card> = JSON.parse(
  readFileSync(new URL('../../../server/test/support/app/operation-cards.snapshot', import.meta.url), 'utf8'),
);

const nothing = () => undefined;
const decision = { phase: 'idle' as const, error: null, approve: nothing, reject: nothing, cancel: nothing };

const draw = ({ outflows, ...card }: Card): string =>
  renderToStaticMarkup(
    <MemoryRouter>
      <ApprovalCard
        transaction={waitingPayment({
          ...card,
          fee: outflows.find(({ asset }) => asset === 'XLM')!.fee,
          outflows: outflows.map((one) => ({ ...one, code: one.asset.split(':')[0]!, valueUsd: null, price: null })),
          recipients: [],
          balanceChanges: [],
          memo: null,
        })}
        decision={decision}
        spending={[]}
        rejecting={false}
        setRejecting={nothing}
        nowMs={NOW}
        passkey
        connected
        inert={false}
        recordUrl={null}
        level="h1"
        linkToChat={false}
        keyName={null}
      />
    </MemoryRouter>,
  );

/** Facts and effects in the words of the card, one line for each piece of text. */
const wordsOf = (markup: string): string =>
  markup
    .slice(markup.indexOf('>', markup.indexOf('data-region="facts"')) + 1, markup.indexOf('Why you are asked'))
    .replace(/<\/(?:p|h1|dt|dd|li|dl|th|td|caption|header)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('<'))
    .join('\n');

describe('the card of every operation there is', () => {
  it('is written down word for word, and a change of it shows', async () => {
    const text = Object.entries(CARDS).map(([name, card]) => `## ${name}\n${wordsOf(draw(card))}\n`);
    await expect(text.join('\n')).toMatchFileSnapshot('operation-cards.snapshot');
  });

  it.each(Object.entries(CARDS))('shows every field and every effect of %s, whole', (_name, card) => {
    const text = wordsOf(draw(card)).replaceAll(/[\s,]/g, '');
    // Amounts are written with all of their places.
    for (const { fields } of card.operations)
      for (const { value, kind } of fields)
        if (kind !== 'AMOUNT')
          for (const part of value.split(':')) expect(text).toContain(part.replaceAll(/[\s,]/g, ''));
    for (const effect of card.effects) expect(text).toContain(effect.replaceAll(/[\s,]/g, ''));
  });

  it('says that nothing leaves only where the server does', () => {
    for (const card of Object.values(CARDS))
      expect(draw(card).includes('Nothing leaves')).toBe(
        card.effects.some((effect) => effect.includes('Nothing leaves')),
      );
  });
});
