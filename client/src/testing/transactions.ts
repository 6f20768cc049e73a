import type { ApprovalCard_TransactionFragment } from '../graphql/generated/graphql.js';

export const ACME = 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN';
const ISSUER = 'GBUQWP3BOUZX34TOND2QV7QQ7K7VJTG6VSE7WMLBTMDJLLAW7YKGU6EP';
export const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const USDC = `USDC:${ISSUER}`;

const at = (seconds: number): string => new Date(NOW + seconds * 1000).toISOString();

const price = { asset: USDC, usd: '1', source: 'demo', at: at(-14), demo: true };

const facts: Pick<
  ApprovalCard_TransactionFragment,
  'operations' | 'outflows' | 'recipients' | 'balanceChanges' | 'effects' | 'verdict'
> = {
  operations: [
    {
      type: 'Payment',
      intent: 'Send 1200 USDC to Acme Supplies',
      changesControl: false,
      unsized: false,
      destination: ACME,
      fields: [
        { label: 'Amount', value: '1200 USDC', kind: 'AMOUNT' },
        { label: 'Issuer', value: ISSUER, kind: 'ADDRESS' },
        { label: 'To', value: ACME, kind: 'ADDRESS' },
      ],
    },
  ],
  outflows: [{ asset: USDC, code: 'USDC', amount: '1200', fee: '0', reserve: '0', valueUsd: '1200', price }],
  recipients: [
    {
      address: ACME,
      label: 'Acme Supplies',
      labelSource: 'CONTACT',
      lookalikeOf: null,
    },
  ],
  balanceChanges: [{ asset: USDC, code: 'USDC', before: '5000', after: '3800', unknown: false }],
  effects: [],
  verdict: {
    decision: 'ASK',
    policyVersion: 3,
    rules: [
      {
        rule: 'per-transaction-cap',
        decision: 'ASK',
        matched: true,
        threshold: '500 USDC',
        observed: '1200 USDC',
        message: 'Over 500 USDC in one transaction.',
      },
      {
        rule: 'per-day-cap',
        decision: 'ALLOW',
        matched: false,
        threshold: null,
        observed: null,
        message: 'Within the limit of 24 hours.',
      },
    ],
  },
};

/** A payment that waits for the person, as the server describes one. */
export const waitingPayment = (
  change: Partial<ApprovalCard_TransactionFragment> = {},
): ApprovalCard_TransactionFragment => ({
  id: 'txn_1',
  rev: 1,
  status: 'AWAITING_APPROVAL',
  summary: 'Send 1200 USDC to Acme Supplies',
  memo: 'INV-2291',
  memoType: 'TEXT',
  replaces: null,
  reason: 'The invoice is due today.',
  instruction: 'pay Acme Supplies 1,200 USDC for invoice INV-2291',
  proposedBy: 'AGENT',
  apiKeyId: null,
  claimMismatch: null,
  fee: '0.00001',
  feeCharged: null,
  valueUsd: '1200',
  hash: null,
  ledger: null,
  xdr: 'AAAAAgAAAAA=',
  threadId: 'thr_1',
  createdAt: at(-20),
  updatedAt: at(-20),
  account: { id: 'acc_1', name: 'Main', address: ISSUER, network: 'LOCAL' },
  ...facts,
  failure: null,
  approval: {
    id: 'apr_1',
    status: 'PENDING',
    expiresAt: at(521),
    createdAt: at(-20),
    decidedAt: null,
    decidedWith: null,
    reason: null,
    riskLevel: 'LOW',
    warnings: [],
    consent: { digest: '7f3a91c4'.repeat(8), canonical: 'tuxedo-consent/v1\n' },
  },
  ...change,
});

type Warning = NonNullable<ApprovalCard_TransactionFragment['approval']>['warnings'][number];

/** The same with warnings, worst first as the server gives them. */
export const warnedPayment = (
  warnings: Warning[],
  change: Partial<ApprovalCard_TransactionFragment> = {},
): ApprovalCard_TransactionFragment => {
  const payment = waitingPayment(change);
  return { ...payment, approval: { ...payment.approval!, riskLevel: warnings[0]?.level ?? 'LOW', warnings } };
};
