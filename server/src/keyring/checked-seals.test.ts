import type { EntityManager } from '@mikro-orm/core';
import { expect, it } from 'vitest';
import type { SealedRow } from '../vault/contract/vault.js';
import { againIfChanged, CheckedSeals, outsideOf, sealsIn } from './checked-seals.js';

const row = (id: string, mac = 'good'): SealedRow => ({ record: { kind: 'contact', id }, mac });

/** Remembers what it was asked; a seal that says so is good. */
const fakeVault = () => {
  const asked: SealedRow[][] = [];
  const checkSeals = async (rows: SealedRow[]) => {
    asked.push(rows);
    return rows.map(({ mac }) => mac === 'good');
  };
  return { asked, checkSeals };
};
const manager = (isInTransaction: boolean) => ({ isInTransaction: () => isInTransaction }) as EntityManager;

it('asks for each row once, and for none with nobody', async () => {
  const vault = fakeVault();
  const seals = new CheckedSeals(vault);
  expect(await seals.checkSeals([row('a'), row('b', 'bad')])).toEqual([true, false]);
  expect(await seals.checkSeals([row('b', 'bad'), row('a')])).toEqual([false, true]);
  expect(await seals.checkSeals([])).toEqual([]);
  expect(vault.asked).toEqual([[row('a'), row('b', 'bad')]]);
});

it('asks nobody within a transaction: what was not checked, or is another row by now, ends the attempt', async () => {
  const vault = fakeVault();
  const [em, tx] = [manager(false), manager(true)];
  const seals = new CheckedSeals(vault);
  for (const one of [em, tx]) seals.restIn(one);
  expect(await sealsIn(em, vault).checkSeals([row('a')])).toEqual([true]);
  expect(await sealsIn(tx, vault).checkSeals([row('a')])).toEqual([true]);
  for (const other of [row('b'), row('a', 'bad'), { ...row('a'), record: { kind: 'payee' as const, id: 'a' } }])
    await expect(sealsIn(tx, vault).checkSeals([other])).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(vault.asked).toHaveLength(1);
});

it('lets work that rests on other rows ask for itself, and nothing after it', async () => {
  const vault = fakeVault();
  const tx = manager(true);
  new CheckedSeals(vault).restIn(tx);
  expect(await outsideOf(tx, () => sealsIn(tx, vault).checkSeals([row('a')]))).toEqual([true]);
  await expect(sealsIn(tx, vault).checkSeals([row('a')])).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('begins anew a few times where something changed, and for no other reason', async () => {
  const tx = manager(true);
  new CheckedSeals(fakeVault()).restIn(tx);
  let attempts = 0;
  const changed = async () => {
    attempts += 1;
    return sealsIn(tx, fakeVault()).checkSeals([row('a')]);
  };
  await expect(againIfChanged(changed)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(attempts).toBe(5);
  const failing = async () => {
    attempts += 1;
    throw new Error('no');
  };
  await expect(againIfChanged(failing)).rejects.toThrow('no');
  expect(attempts).toBe(6);
});
