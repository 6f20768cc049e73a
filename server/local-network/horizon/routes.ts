// Which address answers with what. A handler gives back a document, a list to page through, or one thing to watch.
import { StrKey } from '@stellar/stellar-sdk/base';
import type { OperationRecord, TransactionRecord } from '../history/history.js';
import { isPayment } from '../history/participants.js';
import { findAccount } from '../ledger/account-rules.js';
import type { Network } from '../network/network.js';
import { accountCollection, assetCollection } from './account-collections.js';
import { type Collection, emptyCollection, historyCollection } from './collection.js';
import type { Faucet } from './faucet.js';
import { badRequest, notFound } from './problem.js';
import { renderAccount } from './render-account.js';
import { renderFeeStats, renderLedger, renderRoot } from './render-ledger.js';
import { renderOperation } from './render-operation.js';
import { renderTransaction } from './render-transaction.js';
import { submitAndWait, submitOnly } from './submit.js';

type Json = Record<string, unknown>;

export type Answer =
  | { kind: 'document'; body: Json; status?: number }
  | { kind: 'live'; read: (base: string) => Json }
  | { kind: 'collection'; collection: Collection };

type Request = {
  network: Network;
  faucet: Faucet;
  base: string;
  /** The parts of the path that stood for something, in order. */
  parts: string[];
  /** The query, and the form if there is one. */
  params: URLSearchParams;
};

type Handler = (request: Request) => Answer | Promise<Answer>;

const document = (body: Json, status = 200): Answer => ({ kind: 'document', body, status });
const listOf = (collection: Collection): Answer => ({ kind: 'collection', collection });

const routes: [method: string, pattern: string, handler: Handler][] = [
  [
    'GET',
    '/',
    async ({ network, base }) => {
      await network.closeIfIdle();
      return document(renderRoot(network, base));
    },
  ],
  ['GET', '/health', () => document({ database_connected: true, core_up: true, core_synced: true })],
  [
    'GET',
    '/fee_stats',
    async ({ network }) => {
      await network.closeIfIdle();
      return document(renderFeeStats(network));
    },
  ],
  ['GET', '/friendbot', friendbot],
  ['POST', '/friendbot', friendbot],
  ['POST', '/transactions', async ({ network, params, base }) => document(await submitAndWait(network, params, base))],
  [
    'POST',
    '/transactions_async',
    ({ network, params }) => {
      const { status, body } = submitOnly(network, params);
      return document(body, status);
    },
  ],
  ['GET', '/accounts', ({ network, params }) => listOf(accountCollection(network, params))],
  ['GET', '/assets', ({ network, params }) => listOf(assetCollection(network, params))],
  [
    'GET',
    '/accounts/:',
    (request) => {
      const accountId = accountIn(request);
      return { kind: 'live', read: (base) => renderAccount(request.network, accountId, base) };
    },
  ],
  ['GET', '/accounts/:/transactions', (request) => transactions(request, accountHistory(request).transactions)],
  ['GET', '/accounts/:/operations', (request) => operations(request, accountHistory(request).operations)],
  ['GET', '/accounts/:/payments', (request) => operations(request, accountHistory(request).operations, isPayment)],
  ['GET', '/transactions', (request) => transactions(request, () => request.network.history.transactions)],
  [
    'GET',
    '/transactions/:',
    ({ network, parts, base }) => {
      const record = network.history.findTransaction(hashIn(parts));
      if (!record) throw notFound();
      return document(renderTransaction(record, base, parts[0]));
    },
  ],
  ['GET', '/transactions/:/operations', (request) => operationsOfTransaction(request)],
  ['GET', '/transactions/:/payments', (request) => operationsOfTransaction(request, isPayment)],
  ['GET', '/operations', (request) => operations(request, () => request.network.history.operations)],
  [
    'GET',
    '/operations/:',
    ({ network, parts, params, base }) => {
      const record = network.history.operations.find(({ id }) => id.toString() === parts[0]);
      if (!record) throw notFound();
      return document(renderOperation(record, base, params.get('join') === 'transactions'));
    },
  ],
  ['GET', '/payments', (request) => operations(request, () => request.network.history.operations, isPayment)],
  [
    'GET',
    '/ledgers',
    async ({ network }) => {
      await network.closeIfIdle();
      const all = () => network.history.ledgers;
      return listOf(historyCollection(network, all, () => true, renderLedger));
    },
  ],
  ['GET', '/ledgers/:', ({ network, parts, base }) => document(renderLedger(ledgerIn(network, parts), base))],
  [
    'GET',
    '/ledgers/:/transactions',
    (request) => {
      const ledger = ledgerIn(request.network, request.parts);
      return transactions(request, () => ledger.transactions);
    },
  ],
  ['GET', '/ledgers/:/operations', (request) => operationsOfLedger(request)],
  ['GET', '/ledgers/:/payments', (request) => operationsOfLedger(request, isPayment)],
  // Effects are not kept, and there are no offers yet; an empty list lets clients that follow the links go on.
  ...[
    '/effects',
    '/accounts/:/effects',
    '/ledgers/:/effects',
    '/transactions/:/effects',
    '/operations/:/effects',
    '/accounts/:/offers',
    '/accounts/:/trades',
  ].map((pattern): [string, string, Handler] => ['GET', pattern, () => listOf(emptyCollection)]),
];

export function findRoute(method: string, path: string): { handler: Handler; parts: string[] } | null {
  const segments = segmentsOf(path);
  for (const [routeMethod, pattern, handler] of routes) {
    const parts = routeMethod === method ? match(segmentsOf(pattern), segments) : null;
    if (parts) return { handler, parts };
  }
  return null;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter(Boolean);
}

function match(pattern: string[], segments: string[]): string[] | null {
  if (pattern.length !== segments.length) return null;
  if (!pattern.every((part, index) => part === ':' || part === segments[index])) return null;
  return segments.filter((_, index) => pattern[index] === ':');
}

async function friendbot({ faucet, params }: Request): Promise<Answer> {
  return document(await faucet.give(params.get('addr') ?? '', params.get('asset')));
}

function transactions({ network }: Request, items: () => readonly TransactionRecord[]): Answer {
  const isWanted = (item: TransactionRecord, query: { includeFailed: boolean }) =>
    item.successful || query.includeFailed;
  return listOf(historyCollection(network, items, isWanted, (item, base) => renderTransaction(item, base)));
}

function operations(
  { network }: Request,
  items: () => readonly OperationRecord[],
  isKind: (item: OperationRecord) => boolean = () => true,
  alsoFailed = false,
): Answer {
  return listOf(
    historyCollection(
      network,
      items,
      (item, query) => isKind(item) && (item.transaction.successful || query.includeFailed || alsoFailed),
      (item, base, query) => renderOperation(item, base, query.joinTransactions),
    ),
  );
}

/** Who asks for the operations of one transaction knows whether it failed, and gets them either way. */
function operationsOfTransaction(request: Request, isKind?: (item: OperationRecord) => boolean): Answer {
  const record = request.network.history.findTransaction(hashIn(request.parts));
  if (!record) throw notFound();
  return operations(request, () => record.operations, isKind, true);
}

function operationsOfLedger(request: Request, isKind?: (item: OperationRecord) => boolean): Answer {
  const ledger = ledgerIn(request.network, request.parts);
  return operations(request, () => ledger.transactions.flatMap((record) => record.operations), isKind);
}

function accountHistory(request: Request) {
  const accountId = accountIn(request);
  const { history, entries } = request.network;
  const now = () => history.ofAccount(accountId);
  if (!findAccount(entries, accountId) && now().transactions.length === 0) throw notFound();
  return { transactions: () => now().transactions, operations: () => now().operations };
}

function accountIn({ parts }: Request): string {
  const accountId = parts[0]!;
  if (StrKey.isValidEd25519PublicKey(accountId)) return accountId;
  throw badRequest('account_id', 'Account ID must start with `G` and contain 56 alphanum characters');
}

function hashIn(parts: string[]): string {
  if (/^[0-9a-f]{64}$/.test(parts[0]!)) return parts[0]!;
  throw badRequest('tx_id', 'Transaction hash must be a hex-encoded, lowercase SHA-256 hash');
}

function ledgerIn(network: Network, parts: string[]) {
  if (!/^[1-9]\d{0,9}$/.test(parts[0]!)) throw badRequest('ledger_id', 'Ledger ID must be an integer higher than 0');
  const record = network.history.findLedger(Number(parts[0]));
  if (!record) throw notFound();
  return record;
}
