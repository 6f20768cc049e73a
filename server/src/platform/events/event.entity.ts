import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../db/columns.js';

const schema = defineEntity({
  name: 'StreamEvent',
  tableName: 'events',
  uniques: [{ properties: ['stream', 'seq'] }],
  properties: {
    id: id().primary(),
    stream: p.string().length(80),
    seq: p.integer(),
    payload: p.json<Record<string, unknown>>(),
    at: utc(),
  },
});

/** One entry of the outbox: committed with the change that it tells of. */
export class StreamEvent extends schema.class {}
schema.setClass(StreamEvent);

const streamSchema = defineEntity({
  name: 'Stream',
  tableName: 'streams',
  properties: { id: p.string().length(80).primary(), seq: p.integer() },
});

/** The last number given in a stream; its row is the lock that keeps numbers in commit order. */
export class Stream extends streamSchema.class {}
streamSchema.setClass(Stream);

export const eventEntities = [StreamEvent, Stream];
