import { defineEntity, p } from '@mikro-orm/core';
import { id } from '../platform/db/columns.js';

const schema = defineEntity({
  name: 'MasterKeyCheck',
  tableName: 'vault_meta',
  properties: { id: id().primary(), value: p.string().length(64) },
});

/** In the first release: the row that tells which master key made this database. Only read, at the move to a keyring. */
export class MasterKeyCheck extends schema.class {}
schema.setClass(MasterKeyCheck);

export const releasedEntities = [MasterKeyCheck];
