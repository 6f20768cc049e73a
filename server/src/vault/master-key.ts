import type { EntityManager } from '@mikro-orm/core';
import { ConfigError, type MasterKeySource } from '../config.js';
import { rawSql } from '../db/raw-sql.js';
import { MasterKeyCheck } from './master-key-check.entity.js';
import { keyCheck } from './subkeys.js';

const ROW = 'master-key';

const doesNotOpen = (why: string): ConfigError =>
  new ConfigError(
    `The master key does not open this database: ${why}. Its accounts can be used with no other key than the one ` +
      'that made it, so put back that key in ENCRYPTION_MASTER_KEY or DATA_DIR/master.key, or name another database.',
  );

/**
 * The master key that belongs to this database. The first start makes the pair; later a missing or different key
 * refuses to start, because a new one would lock every account out for ever.
 */
export const openMasterKey = async (em: EntityManager, source: MasterKeySource): Promise<Uint8Array> => {
  const stored = await em.fork().findOne(MasterKeyCheck, { id: ROW });
  const key = source.read() ?? (stored ? null : source.make());
  if (!key) throw doesNotOpen('the key is missing');
  const check = stored?.value ?? (await store(em.fork(), keyCheck(key)));
  if (check !== keyCheck(key)) throw doesNotOpen('it was made with another key');
  return key;
};

// Two servers may start on one empty database at once: the first one's value stays.
const store = async (em: EntityManager, value: string): Promise<string> => {
  await rawSql(em, 'insert into vault_meta (id, value) values (?, ?) on conflict (id) do nothing', [ROW, value]);
  return (await em.findOneOrFail(MasterKeyCheck, { id: ROW })).value;
};
