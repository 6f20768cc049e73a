import { defineEntity, p } from '@mikro-orm/core';
import { id } from '../db/columns.js';
import { VaultState } from './vault-state.entity.js';

const schema = defineEntity({
  name: 'MasterKeyCheck',
  tableName: 'vault_meta',
  properties: { id: id().primary(), value: p.string().length(64) },
});

/** One row that tells which master key made this database, without telling the key. */
export class MasterKeyCheck extends schema.class {}
schema.setClass(MasterKeyCheck);

export const vaultEntities = [MasterKeyCheck, VaultState];
