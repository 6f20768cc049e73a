import type { Review_PolicyChangeFragment } from '../graphql/generated/graphql.js';

const none = { count: 0, sumUsd: '0', sums: [] };
const backtest = {
  days: 90,
  considered: 7,
  wouldAllow: { count: 3, sumUsd: '3600', sums: [{ amount: '3600', asset: 'USDC:GABC', network: 'LOCAL' as const }] },
  wouldAsk: none,
  wouldStop: none,
};
const differences = [
  {
    rule: 'cap USDC:GABC LOCAL a transaction',
    direction: 'LOOSER' as const,
    from: '500 USDC',
    to: '2000 USDC',
  },
];

const CANONICAL = `tuxedo-policy/v1
id: chl_1
user: usr_1
account: all
from: 1
change: LOOSER cap USDC:GABC LOCAL a transaction: 500 USDC -> 2000 USDC
backtest: ${JSON.stringify({ ...backtest, stillAllowed: 2, stillAsked: 2, stillRefused: 0 })}
issued: 2026-11-22T12:00:00.000Z
expires: 2026-11-22T12:05:00.000Z
`;

/** A change that loosens one limit, as the server describes it and asks the passkey about it. */
export const loosening = (change: Partial<Review_PolicyChangeFragment> = {}): Review_PolicyChangeFragment => ({
  id: 'chl_1',
  options: { challenge: 'x' },
  consent: { canonical: CANONICAL, digest: 'ab'.repeat(32) },
  differences,
  backtest,
  ...change,
});
