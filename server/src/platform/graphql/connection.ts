import type { EntityManager } from '@mikro-orm/core';
import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { badInput } from '../../kernel/errors.js';

@ObjectType({ description: 'Where a page stands in its list, as in the Relay connection specification.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there are more behind this page.' }) hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'Whether there are some before this page.' }) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first item; null on an empty page.' })
  startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'Cursor of the last item; null on an empty page.' })
  endCursor!: string | null;
}

type Edge<T> = { cursor: string; node: T };
export type Connection<T> = { edges: Edge<T>[]; nodes: T[]; pageInfo: PageInfo; totalCount: number };
export type PageArgs = { first?: number | undefined; after?: string | null | undefined };

const PAGE_MAX = 100;

/** Makes `XEdge` and `XConnection` for an object type. */
export const connectionOf = <T extends object>(name: string, node: ClassType<T>): ClassType<Connection<T>> => {
  @ObjectType(`${name}Edge`, { simpleResolvers: true })
  class EdgeType {
    @Field(() => String, { description: 'Give it as `after` to go on behind this item.' }) cursor!: string;
    @Field(() => node, { description: 'The item itself.' }) node!: T;
  }
  @ObjectType(`${name}Connection`, { simpleResolvers: true })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The items of this page, each with its cursor.' }) edges!: EdgeType[];
    @Field(() => [node], { description: 'The items of this page.' }) nodes!: T[];
    @Field(() => PageInfo, { description: 'Where this page stands in the list.' }) pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many there are on all pages.' }) totalCount!: number;
  }
  return ConnectionType;
};

const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');
const decodeCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[a-z]{3}_[0-9a-z]{26}$/.test(id)) throw badInput('`after` must be a cursor from an earlier page.');
  return id;
};

export const pageSize = (first = 20): number => {
  if (first < 1 || first > PAGE_MAX) throw badInput(`\`first\` must be from 1 to ${PAGE_MAX}.`);
  return first;
};

/** Pages through rows of one entity by id, which sorts by age: newest first unless told otherwise. */
export const paginate = async <T extends { id: string }>(
  em: EntityManager,
  entity: abstract new (...args: never[]) => T,
  where: Record<string, unknown>,
  { first, after, order = 'desc' }: PageArgs & { order?: 'asc' | 'desc' },
): Promise<Connection<T>> => {
  const limit = pageSize(first);
  const beyond = after ? { id: { [order === 'desc' ? '$lt' : '$gt']: decodeCursor(after) } } : {};
  const options = { orderBy: { id: order }, limit: limit + 1 };
  const rows = (await em.find(entity as never, { $and: [where, beyond] } as never, options as never)) as T[];
  const totalCount = await em.count(entity as never, where as never);
  return toConnection(
    rows.slice(0, limit),
    { hasNextPage: rows.length > limit, hasPreviousPage: Boolean(after) },
    totalCount,
  );
};

const toConnection = <T extends { id: string }>(
  nodes: T[],
  page: { hasNextPage: boolean; hasPreviousPage: boolean },
  totalCount: number,
): Connection<T> => {
  const edges = nodes.map((node) => ({ cursor: encodeCursor(node.id), node }));
  const pageInfo = { ...page, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null };
  return { edges, nodes, pageInfo, totalCount };
};
