import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import type { Seals } from '../accounts/sealed-rows.js';
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
    /** The vault's own word that the server wrote this row: a known payee makes the policy milder. */
    mac: p.string().length(64).nullable(),
  },
});

/** An address that a confirmed payment of this person has reached. */
export class Payee extends schema.class {}
schema.setClass(Payee);

export const payeeRecord = ({ userId, network, address }: Pick<Payee, 'userId' | 'network' | 'address'>) => ({
  kind: 'payee' as const,
  ...{ userId, network, address },
});

export const isPayee = async (
  em: EntityManager,
  seals: Seals,
  userId: string,
  network: NetworkName,
  address: string,
): Promise<boolean> => {
  const row = await em.findOne(Payee, { userId, network, address });
  const [sealed] = await seals.checkSeals([{ record: payeeRecord({ userId, network, address }), mac: row?.mac }]);
  return sealed === true;
};

/** Remembers a payee; the second time changes nothing. */
export const rememberPayee = async (
  tx: EntityManager,
  seals: Seals,
  userId: string,
  network: NetworkName,
  address: string,
): Promise<void> => {
  const mac = await seals.seal(payeeRecord({ userId, network, address }));
  const row = [newId('pay'), userId, network, address, new Date().toISOString(), mac];
  const sql =
    'insert into payees (id, user_id, network, address, first_at, mac) values (?, ?, ?, ?, ?, ?) on conflict do nothing';
  await rawSql(tx, sql, row);
};
