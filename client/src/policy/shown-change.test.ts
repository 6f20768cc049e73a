import { describe, expect, it } from 'vitest';
import { ConsentRefused } from '../graphql/consent-digest.js';
import { loosening } from '../testing/policy-changes.js';
import { assertShown } from './shown-change.js';

const shown = loosening();
const { canonical, digest } = shown.consent!;
const signed = (text: string) => loosening({ consent: { canonical: text, digest } });

describe('before a passkey signs a change of the policy', () => {
  it('takes the text that says what is shown', () => {
    expect(() => assertShown(shown, null)).not.toThrow();
  });

  it.each<[string, string]>([
    ['another limit', canonical.replace('2000 USDC', '200000 USDC')],
    ['one rule more', canonical.replace('backtest:', 'change: LOOSER ask above: 1000 USD -> 9000 USD\nbacktest:')],
    ['one rule less', canonical.replace(/^change: .*\n/m, '')],
    ['a mild word for it', canonical.replace('change: LOOSER', 'change: TIGHTER')],
    ['another count of what it would have let through', canonical.replace('"count":3', '"count":30')],
    ['another worth', canonical.replace('"sumUsd":"3600"', '"sumUsd":"36"')],
    ['two backtests', canonical.replace('issued:', 'backtest: {}\nissued:')],
    ['the rules of one account', canonical.replace('account: all', 'account: acc_1')],
    ['something that is no change of a policy', canonical.replace('tuxedo-policy/v1', 'tuxedo-action/v1')],
    ['nothing', ''],
  ])('refuses a text with %s', (_what, text) => {
    expect(() => assertShown(signed(text), null)).toThrow(ConsentRefused);
  });

  it('refuses the rules of all accounts where one was shown', () => {
    expect(() => assertShown(shown, 'acc_1')).toThrow(ConsentRefused);
  });
});
