// The paging part of a query: cursor, order, limit, and what to leave in or add.
import { badRequest } from './problem.js';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 200;
const MAX_CURSOR = 2n ** 63n - 1n;

export type PageQuery = {
  cursor: string | null;
  order: 'asc' | 'desc';
  limit: number;
  includeFailed: boolean;
  joinTransactions: boolean;
};

export function readPageQuery(params: URLSearchParams): PageQuery {
  return {
    cursor: params.get('cursor') || null,
    order: readOrder(params.get('order')),
    limit: readLimit(params.get('limit')),
    includeFailed: readFlag('include_failed', params.get('include_failed')),
    joinTransactions: readJoin(params.get('join')),
  };
}

/** A cursor that is a number. `now` stands for everything up to `latest`. */
export function numericCursor(cursor: string | null, latest: bigint): bigint | null {
  if (cursor === null) return null;
  if (cursor === 'now') return latest;
  if (/^-\d+$/.test(cursor)) throw badRequest('cursor', `the cursor ${cursor} is a negative number: `);
  if (!/^\d+$/.test(cursor) || BigInt(cursor) > MAX_CURSOR) throw badRequest('cursor', 'cursor: invalid value');
  return BigInt(cursor);
}

function readOrder(text: string | null): 'asc' | 'desc' {
  if (!text || text === 'asc') return 'asc';
  if (text === 'desc') return 'desc';
  throw badRequest('order', 'order: invalid value');
}

function readLimit(text: string | null): number {
  if (!text) return DEFAULT_LIMIT;
  if (!/^-?\d+$/.test(text)) throw badRequest('limit', 'unparseable value');
  const limit = Number(text);
  if (limit <= 0) throw badRequest('limit', 'invalid limit: non-positive value provided');
  if (limit > MAX_LIMIT) {
    throw badRequest('limit', `invalid limit: value provided that is over limit max of ${MAX_LIMIT}`);
  }
  return limit;
}

function readFlag(field: string, text: string | null): boolean {
  if (!text || text === 'false') return false;
  if (text === 'true') return true;
  throw badRequest(field, 'Filter should be true or false');
}

function readJoin(text: string | null): boolean {
  if (!text) return false;
  if (text === 'transactions') return true;
  throw badRequest('join', 'Accepted values: transactions');
}
