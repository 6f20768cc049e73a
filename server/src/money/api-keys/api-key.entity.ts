import { defineEntity, p } from '@mikro-orm/core';
import type { Scope } from '../../kernel/actor.js';
import { id, utc } from '../../platform/db/columns.js';
import type { StoredKeyRules } from '../../rulebook/key-limits.js';

const schema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_keys',
  indexes: [{ properties: ['userId'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    name: p.string().length(80),
    /** The first characters of the key; the rest is nowhere. */
    prefix: p.string().length(12),
    tokenHash: p.string().length(64).unique(),
    scopes: p.json<Scope[]>(),
    rules: p.json<StoredKeyRules>(),
    createdAt: utc(),
    expiresAt: utc(),
    revokedAt: utc().nullable(),
    lastUsedAt: utc().nullable(),
    /** The vault's own word that the server wrote this row. */
    mac: p.string().length(64),
  },
});

/** A program's way in for its person. Its row stays after its end, because transactions name it. */
export class ApiKey extends schema.class {}
schema.setClass(ApiKey);

export const apiKeyEntities = [ApiKey];
