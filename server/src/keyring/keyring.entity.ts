import { defineEntity, p } from '@mikro-orm/core';
import { id, utc } from '../platform/db/columns.js';
import type { KeyState, MasterKeyMode } from '../vault/contract/stored-keyring.js';

const headSchema = defineEntity({
  name: 'KeyringHead',
  tableName: 'vault_keyring',
  properties: {
    id: id().primary(),
    number: p.integer(),
    mode: p.string().length(12).$type<MasterKeyMode>(),
    wrappedRoot: p.string().length(120),
    masterCheck: p.string().length(64),
    mac: p.string().length(64),
  },
});

/** The one row that vouches for all key versions; it is also the lock of everything that changes them. */
export class KeyringHead extends headSchema.class {}
headSchema.setClass(KeyringHead);

const versionSchema = defineEntity({
  name: 'KeyVersion',
  tableName: 'key_versions',
  uniques: [{ properties: ['version'] }],
  properties: {
    id: id().primary(),
    version: p.integer(),
    state: p.string().length(10).$type<KeyState>(),
    wrappedKey: p.string().length(120).nullable(),
    kcv: p.string().length(32),
    createdAt: utc(),
    retiringAt: utc().nullable(),
    retiredAt: utc().nullable(),
    mac: p.string().length(64),
  },
});

/** One key that wraps the data keys of accounts, itself under the master key. Written only as the vault gave it. */
export class KeyVersion extends versionSchema.class {}
versionSchema.setClass(KeyVersion);

export const keyringEntities = [KeyringHead, KeyVersion];
