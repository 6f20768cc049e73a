import type { LiveApp } from '../app/live-app.js';

type Ask = LiveApp['ask'];
const TRANSACTION = `id createdAt updatedAt rev proposedBy instruction runId threadId apiKeyId reason summary status xdr hash ledger
  fee feeCharged memo memoType valueUsd effects warnings failure { code message }
  operations { type intent destination changesControl fields { label value kind } }
  outflows { asset amount fee valueUsd } recipients { address label labelSource firstPayment exists }
  balanceChanges { asset before after } provenance { amount { origin } destination { origin } }
  verdict { decision policyVersion rules { rule matched decision threshold observed code message } }
  approval { id status expiresAt consent { digest canonical } }`;

/** All that a person can read of what is theirs, but what a new session changes. */
const VIEW = `query ($savings: ID!) {
  viewer { id name demo createdAt frozen agentFrozen frozenReason recoveryCodesLeft recoveryCodesUnsaved
    passkeys { id name createdAt } contacts { id name address memo memoType demo createdAt network }
    apiKeys { id name prefix scopes allowList caps { asset network perTransaction perDay overPerTransaction } createdAt expiresAt revokedAt } }
  accounts(first: 10) { nodes { id name address network frozen frozenReason archived createdAt balances { asset amount } } }
  all: policy { ...rules } savings: policy(accountId: $savings) { ...rules }
  approvals { nodes { id status expiresAt } }
  threads { nodes { id title createdAt messages(first: 50) { nodes { id role text createdAt run { id status steps { seq kind text } } } } } }
  spending { asset network perDay used reserved }
}
fragment rules on Policy { version accountId askAboveUsd newDestinationAskAboveUsd feeMax tradeLossPercent allowList denyList callsPerHour
  reset hours frozen caps { asset network perTransaction perDay overPerTransaction } }`;
const TRANSACTIONS = `{ transactions(first: 20) { nodes { ${TRANSACTION} } } }`;
const EXPORT = 'query ($after: Int!) { auditExport(format: JSONL, after: $after) { text head nextSeq } }';
const VERIFY = '{ verifyAuditLog { valid entries head checkpoints checkpointKey brokenAtSeq } }';
const RECEIPT = 'query ($id: ID!) { receipt(id: $id) }';

export type Seen = { view: any; transactions: any[]; audit: string; chain: any; receipts: Record<string, any> };

/** The whole log as it is handed out, checkpoints included. */
export const exportedLog = async (ask: Ask, token: string): Promise<string> => {
  let text = '';
  for (let after: number | null = 0; after !== null; ) {
    const { auditExport } = await ask(token, EXPORT, { after });
    text += auditExport.text;
    after = auditExport.nextSeq;
  }
  return text;
};

/** The same questions before and after: what is stored must be told the same. */
export const seenBy = async (ask: Ask, token: string, savings: string): Promise<Seen> => {
  const chain = (await ask(token, VERIFY)).verifyAuditLog;
  const { transactions } = await ask(token, TRANSACTIONS);
  const confirmed = transactions.nodes.filter(({ status }: { status: string }) => status === 'CONFIRMED');
  const receipts: Record<string, any> = {};
  for (const { id } of confirmed) receipts[id] = (await ask(token, RECEIPT, { id })).receipt;
  const view = await ask(token, VIEW, { savings });
  return { view, transactions: transactions.nodes, audit: await exportedLog(ask, token), chain, receipts };
};
