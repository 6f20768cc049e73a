import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { fromStroops, toStroops } from '../../kernel/amount.js';
import { newId } from '../../kernel/ids.js';
import { sealsIn } from '../../keyring/checked-seals.js';
import { id, utc } from '../../platform/db/columns.js';
import type { Approved } from '../../rulebook/facts/approved.js';
import { payeeRecord } from '../../rulebook/sealed-rows.js';
import { onlySealed, type Seals, sealedOrNull } from '../../vault/contract/seals.js';

const schema = defineEntity({
  name: 'Payee',
  tableName: 'payees',
  uniques: [{ properties: ['userId', 'network', 'address', 'memo'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    network: p.string().length(10),
    address: p.string().length(80),
    /** See rulebook/facts/memo.ts; empty for none. Null in rows from before memos were kept: nobody knows which there was. */
    memo: p.string().length(80).nullable(),
    /** Null in rows from before it was kept: they make nobody known. */
    approved: p.json<Approved>().nullable(),
    firstAt: utc(),
    /** The vault's own word that the server wrote this row: a known payee makes the policy milder. */
    mac: p.string().length(64).nullable(),
  },
});

/** An address, with the memo of the payment, that a confirmed payment of this person has reached. */
export class Payee extends schema.class {}
schema.setClass(Payee);

/** Whom a payment reaches: the memo as `keyOfMemo` gives it. */
export type Reached = Pick<Payee, 'userId' | 'network' | 'address'> & { memo: string };

/** Whether anything was ever paid there, and how much of each asset a person has approved for it. */
export const payeeOfRow = async (
  em: EntityManager,
  seals: Seals,
  { memo, ...where }: Reached,
): Promise<{ approved: Approved } | null> => {
  const rows = await em.find(Payee, { ...where, $or: [{ memo }, { memo: null }] }, { orderBy: { memo: 'asc' } });
  const sealed = await onlySealed(sealsIn(em, seals), rows, payeeRecord);
  if (sealed.length === 0) return null;
  return { approved: sealed.find((row) => row.memo === memo)?.approved ?? {} };
};

/** Remembers a payee, with the person's row locked. `approved` is what a person agreed to; nothing else raises it. */
export const rememberPayee = async (
  tx: EntityManager,
  seals: Seals,
  reached: Reached,
  approved: { asset: string; amount: bigint }[],
): Promise<void> => {
  const found = await tx.findOne(Payee, reached);
  const before = (await sealedOrNull(sealsIn(tx, seals), found, payeeRecord))?.approved ?? {};
  const row = { ...reached, approved: most(before, approved) };
  const mac = await seals.seal(payeeRecord(row));
  if (found) Object.assign(found, { approved: row.approved, mac });
  else tx.persist(tx.create(Payee, { id: newId('pay'), ...row, firstAt: new Date(), mac }));
};

const most = (before: Approved, more: { asset: string; amount: bigint }[]): Approved => {
  const higher = more.filter(({ asset, amount }) => !before[asset] || amount > toStroops(before[asset]));
  return { ...before, ...Object.fromEntries(higher.map(({ asset, amount }) => [asset, fromStroops(amount)])) };
};
