import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import type { NetworkName } from '../config.js';
import { id, utc } from '../db/columns.js';
import { rawSql } from '../db/raw-sql.js';
import { newId } from '../ids.js';

const schema = defineEntity({
  name: 'Payee',
  tableName: 'payees',
  uniques: [{ properties: ['userId', 'network', 'address'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    network: p.string().length(10),
    address: p.string().length(80),
    firstAt: utc(),
  },
});

/** An address that a confirmed payment of this person has reached. */
export class Payee extends schema.class {}
schema.setClass(Payee);

export const isPayee = async (
  em: EntityManager,
  userId: string,
  network: NetworkName,
  address: string,
): Promise<boolean> => (await em.count(Payee, { userId, network, address })) > 0;

/** Remembers a payee; the second time changes nothing. */
export const rememberPayee = async (
  tx: EntityManager,
  userId: string,
  network: NetworkName,
  address: string,
): Promise<void> => {
  const row = [newId('pay'), userId, network, address, new Date().toISOString()];
  const sql =
    'insert into payees (id, user_id, network, address, first_at) values (?, ?, ?, ?, ?) on conflict do nothing';
  await rawSql(tx, sql, row);
};
