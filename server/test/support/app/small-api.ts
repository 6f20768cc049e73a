import type { MikroORM } from '@mikro-orm/core';
import type { GraphQLSchema } from 'graphql';
import { DomainError } from '../../../src/kernel/errors.js';
import { newId } from '../../../src/kernel/ids.js';
import { openDatabase } from '../../../src/platform/db/database.js';
import { WakeUps } from '../../../src/platform/events/wake-ups.js';
import { OwnedKind } from '../../../src/platform/graphql/directives.js';
import type { Log } from '../../../src/platform/graphql/error-formatter.js';
import { GraphQLDoor } from '../../../src/platform/graphql/graphql-door.js';
import type { Guards } from '../../../src/platform/graphql/guards.js';
import { makeSchema } from '../../../src/platform/graphql/make-schema.js';
import { type NodeFinder, NodeResolver } from '../../../src/platform/graphql/node.resolver.js';
import { RateLimits } from '../../../src/platform/graphql/rate-limit.js';
import { MemoryLog } from './memory-log.js';
import { ThingRecord } from './small-api.entity.js';
import { Journal, SmallApiResolver, Thing, type Ticks } from './small-api.resolver.js';
import { testDatabase } from './test-database.js';

/** A stream that says its name once woken; `waiting` tells how many follow. */
class FakeTicks implements Ticks {
  readonly wakeUps = new WakeUps();
  waiting = 0;
  private value = '';

  tick(id: string, value: string): void {
    this.value = value;
    this.wakeUps.wake(id);
  }

  async *follow(id: string, signal: AbortSignal): AsyncGenerator<string> {
    this.waiting += 1;
    try {
      while (!signal.aborted) {
        await this.wakeUps.next(id, 60_000, signal);
        if (!signal.aborted) yield this.value;
      }
    } finally {
      this.waiting -= 1;
    }
  }
}

export type SmallApi = {
  orm: MikroORM;
  schema: GraphQLSchema;
  door: GraphQLDoor;
  journal: Journal;
  ticks: FakeTicks;
  log: MemoryLog;
  rateLimits: RateLimits;
  addThing: (userId: string, name?: string) => Promise<string>;
  close: () => Promise<void>;
};

/** The small API over SQLite in memory. `change` removes or replaces guards. */
export const createSmallApi = async (change: Partial<Guards> = {}, logger?: Log): Promise<SmallApi> => {
  const orm = await openDatabase(await testDatabase(), [ThingRecord]);
  await orm.schema.update({ safe: true });
  const [journal, ticks, log] = [new Journal(), new FakeTicks(), new MemoryLog()];
  const guards = { ...guardsThatWrite(journal), ...change };
  const schema = smallSchema(journal, ticks, guards);
  const door = new GraphQLDoor({ schema, em: orm.em, log: logger ?? log });
  const addThing = async (userId: string, name: string = newId('acc')) => {
    const em = orm.em.fork();
    const thing = em.create(ThingRecord, { id: newId('acc'), userId, name });
    await em.persist(thing).flush();
    return thing.id;
  };
  return { orm, schema, door, journal, ticks, log, rateLimits: guards.rateLimits, addThing, close: () => orm.close() };
};

const smallSchema = (journal: Journal, ticks: Ticks, guards: Guards): GraphQLSchema => {
  const api = new SmallApiResolver(journal, ticks);
  SmallApiResolver.current = api;
  const node = new NodeResolver(new Map([['acc', findThing]]));
  const instances = new Map<unknown, object>([
    [SmallApiResolver, api],
    [NodeResolver, node],
  ]);
  const container = { get: (cls: unknown) => instances.get(cls) };
  return makeSchema({ resolvers: [SmallApiResolver, NodeResolver], container, guards, orphanedTypes: [Thing] });
};

const findThing: NodeFinder = async (context, id) => {
  const record = await context.em.findOne(ThingRecord, { id, userId: context.actor?.userId ?? '' });
  return record && Object.assign(new Thing(), { id: record.id, name: record.name });
};

const guardsThatWrite = (journal: Journal): Guards => ({
  owners: {
    [OwnedKind.ACCOUNT]: async (em, userId, id) => {
      journal.write('guard:owner');
      return (await em.count(ThingRecord, { id, userId })) > 0;
    },
  },
  consent: async (_context, field, args) => {
    journal.write(`guard:consent:${field}`);
    if (JSON.stringify(args).includes('refuse'))
      throw new DomainError('CONSENT_REQUIRED', 'Confirm with your passkey.');
  },
  spendingCap: async (_context, id, next) => {
    journal.write(`guard:reserve:${id}`);
    const result = await next();
    journal.write('guard:commit');
    return result;
  },
  rateLimits: new RateLimits(),
});
