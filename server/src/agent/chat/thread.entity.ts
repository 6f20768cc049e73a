import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../../platform/db/columns.js';
import type { MessageRole } from './message-role.js';

const threadSchema = defineEntity({
  name: 'Thread',
  tableName: 'threads',
  indexes: [{ properties: ['userId', 'deletedAt'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    /** Null until the person or the first message names it. */
    title: p.string().length(80).nullable(),
    createdAt: utc(),
    updatedAt: utc(),
    deletedAt: utc().nullable(),
  },
});

/** One conversation with the agent. */
export class Thread extends threadSchema.class {}
threadSchema.setClass(Thread);

const messageSchema = defineEntity({
  name: 'Message',
  tableName: 'messages',
  uniques: [{ properties: ['userId', 'idempotencyKey'] }],
  indexes: [{ properties: ['threadId'] }],
  properties: {
    id: id().primary(),
    threadId: id(),
    userId: id(),
    runId: id().nullable(),
    /** The key of the program that wrote it in the place of its person. */
    apiKeyId: id().nullable(),
    role: p.string().length(10).$type<MessageRole>(),
    text: p.text(),
    idempotencyKey: p.string().length(200).nullable(),
    /** The vault's own word that the person, or their program, said so; null for the agent's answers. */
    mac: p.string().length(64).nullable(),
    createdAt: utc(),
  },
});

/** What was said, by the person or by the agent. Never changed. */
export class Message extends messageSchema.class {}
messageSchema.setClass(Message);

export const chatEntities = [Thread, Message];
