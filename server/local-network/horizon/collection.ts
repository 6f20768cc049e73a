// A list that can be paged through in both directions and streamed: rows in ascending order of their paging tokens.
import { toidOf } from '../history/toid.js';
import type { Network } from '../network/network.js';
import { link } from './links.js';
import { numericCursor, type PageQuery } from './page-query.js';
import { badRequest } from './problem.js';

type Json = Record<string, unknown>;

export type Row = { token: string; render: (base: string) => Json };

export interface Collection {
  rows(query: PageQuery): Row[];
  /** Where "now" is, for a stream that wants only what comes after. */
  latestToken(): string;
}

type Identified = { id: bigint };

/** A collection over records that history keeps in order of their ids. */
export function historyCollection<Item extends Identified>(
  network: Network,
  items: () => readonly Item[],
  isWanted: (item: Item, query: PageQuery) => boolean,
  render: (item: Item, base: string, query: PageQuery) => Json,
): Collection {
  const latest = (): bigint => toidOf(network.lastClosed.seq + 1) - 1n;
  return {
    latestToken: () => latest().toString(),
    rows: (query) => {
      const cursor = numericCursor(query.cursor, latest());
      const found = select(items(), cursor, query, (item) => isWanted(item, query));
      return found.map((item) => ({ token: item.id.toString(), render: (base) => render(item, base, query) }));
    },
  };
}

/** A collection over the present state, in order of its tokens. */
export function stateCollection(list: () => Row[], isToken: (cursor: string) => boolean): Collection {
  return {
    latestToken: () => '',
    rows: ({ cursor, order, limit }) => {
      if (cursor !== null && !isToken(cursor)) throw badRequest('cursor', 'cursor: invalid value');
      const sorted = list().sort((a, b) => (a.token < b.token ? -1 : 1));
      if (order === 'desc') sorted.reverse();
      const after = sorted.filter(
        ({ token }) => cursor === null || (order === 'asc' ? token > cursor : token < cursor),
      );
      return after.slice(0, limit);
    },
  };
}

export const emptyCollection: Collection = { rows: () => [], latestToken: () => '' };

export function renderPage(rows: readonly Row[], query: PageQuery, url: URL, base: string): Json {
  const first = rows[0]?.token ?? query.cursor ?? '';
  const last = rows.at(-1)?.token ?? query.cursor ?? '';
  const back = query.order === 'asc' ? 'desc' : 'asc';
  const pageLink = (cursor: string, order: string) => {
    const params = new URLSearchParams(url.searchParams);
    params.set('cursor', cursor);
    params.set('limit', query.limit.toString());
    params.set('order', order);
    return link(base, `${url.pathname}?${params}`);
  };
  return {
    _links: {
      self: pageLink(query.cursor ?? '', query.order),
      next: pageLink(last, query.order),
      prev: pageLink(first, back),
    },
    _embedded: { records: rows.map((row) => row.render(base)) },
  };
}

/** Walks from the cursor in the asked direction until the page is full. */
function select<Item extends Identified>(
  items: readonly Item[],
  cursor: bigint | null,
  { order, limit }: PageQuery,
  isWanted: (item: Item) => boolean,
): Item[] {
  const step = order === 'asc' ? 1 : -1;
  let index = order === 'asc' ? countUpTo(items, cursor ?? -1n) : lastBelow(items, cursor);
  const found: Item[] = [];
  for (; index >= 0 && index < items.length && found.length < limit; index += step) {
    if (isWanted(items[index]!)) found.push(items[index]!);
  }
  return found;
}

function lastBelow(items: readonly Identified[], cursor: bigint | null): number {
  return (cursor === null ? items.length : countUpTo(items, cursor - 1n)) - 1;
}

/** How many ids are not above the bound, by halving. */
function countUpTo(items: readonly Identified[], bound: bigint): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]!.id <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
