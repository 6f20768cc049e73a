import { Account, Asset, Keypair, Memo, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ConsentFields, parseConsent, renderConsent } from './consent-text.js';
import { envelopeFor, intentOf, maxTimeOf } from './intent.js';

const key = Keypair.random();
const build = (
  change: { sequence?: string; amount?: string; memo?: string; fee?: string; maxTime?: number } = {},
): string =>
  new TransactionBuilder(new Account(key.publicKey(), change.sequence ?? '7'), {
    fee: change.fee ?? '100',
    networkPassphrase: 'any',
    timebounds: { minTime: 0, maxTime: change.maxTime ?? 1_900_000_000 },
  })
    .addOperation(
      Operation.payment({ destination: key.publicKey(), asset: Asset.native(), amount: change.amount ?? '1' }),
    )
    .addMemo(Memo.text(change.memo ?? 'INV-1'))
    .build()
    .toXdr();

it('an intent does not depend on sequence number and time bounds', () => {
  expect(intentOf(build({ sequence: '99', maxTime: 1_800_000_000 }))).toBe(intentOf(build()));
});

it.each([{ amount: '1.0000001' }, { memo: 'INV-2' }, { fee: '101' }])('an intent changes with %o', (change) => {
  expect(intentOf(build(change))).not.toBe(intentOf(build()));
});

it('the envelope made for an intent has the intent again, and ends in time', () => {
  const envelope = envelopeFor(intentOf(build()), 42n, new Date(1_800_000_000_000));
  expect(intentOf(envelope)).toBe(intentOf(build()));
  expect(maxTimeOf(envelope)).toBe(1_800_000_000n);
  expect(maxTimeOf(intentOf(envelope))).toBeNull();
});

it('refuses what is no transaction', () => {
  expect(() => intentOf('AAAA')).toThrow('not a Stellar transaction envelope');
});

it('every consent text has one reading', () => {
  const line = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
  const lines = fc.array(line, { maxLength: 3 });
  const fields = fc.record<ConsentFields>({
    approval: line,
    user: line,
    account: line,
    network: line,
    transaction: line,
    outflow: lines,
    price: lines,
    policy: line,
    expires: line,
  });
  fc.assert(
    fc.property(fields, (value) => {
      expect(parseConsent(renderConsent(value))).toEqual(value);
    }),
  );
});

it.each(['', 'tuxedo-consent/v2\n', 'tuxedo-consent/v1\nuser: a\nuser: b\n', 'tuxedo-consent/v1\nadmin: yes\n'])(
  'refuses the text %j',
  (text) => expect(() => parseConsent(text)).toThrow('not in a form'),
);
