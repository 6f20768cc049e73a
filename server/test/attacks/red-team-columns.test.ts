import type { MikroORM } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { messageRecord } from '../../src/agent/chat/message-record.js';
import { Message } from '../../src/agent/chat/thread.entity.js';
import { AgentRun, runRecord } from '../../src/agent/runs/run.entity.js';
import { challengeRecord, recoveryCodeRecord, sessionRecord } from '../../src/identity/records/sealed-records.js';
import { Challenge, RecoveryCode, Session } from '../../src/identity/records/user.entity.js';
import { Account, Contact } from '../../src/money/accounts/records/account.entity.js';
import { ApiKey } from '../../src/money/api-keys/api-key.entity.js';
import { Payee, rememberPayee } from '../../src/money/proposals/payee.entity.js';
import { Transaction } from '../../src/money/proposals/transaction.entity.js';
import {
  accountRecord,
  apiKeyRecord,
  contactRecord,
  payeeRecord,
  proposalRecord,
} from '../../src/rulebook/sealed-rows.js';
import type { SealedRecord } from '../../src/vault/contract/vault.js';
import { createKey, type KeyApp, keyOwner, type Owner, openKeyApp, payWith } from '../support/app/key-case.js';
import { OTHERWISE, READ_BY_NOBODY } from '../support/app/unsealed-columns.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

type Row = { id: string; mac?: string | null | undefined } & Record<string, unknown>;
type Sealed = { entity: abstract new () => object; recordOf: (row: never) => SealedRecord };

/** Rows that hold nothing unless the vault says so, with what of each it vouches for. */
const SEALED: Sealed[] = [
  { entity: Session, recordOf: sessionRecord },
  { entity: RecoveryCode, recordOf: recoveryCodeRecord },
  { entity: Challenge, recordOf: challengeRecord },
  { entity: ApiKey, recordOf: apiKeyRecord },
  { entity: Account, recordOf: accountRecord },
  { entity: Contact, recordOf: contactRecord },
  { entity: Payee, recordOf: payeeRecord },
  { entity: Transaction, recordOf: proposalRecord },
  { entity: Message, recordOf: messageRecord },
  { entity: AgentRun, recordOf: runRecord },
];
const nameOf = ({ entity }: Sealed): string => entity.name;

/** Something else of the same kind. */
const changed = (name: string, value: unknown): unknown => {
  if (value instanceof Date) return new Date(value.getTime() + 86_400_000);
  if (Array.isArray(value)) return [...value, 'x'];
  if (name === 'state') return { ...(value as object), words: ['x'] };
  if (typeof value === 'object' && value !== null) return { ...value, x: '1' };
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value == null) return /(At|From)$/.test(name) ? new Date() : 'x';
  return `${value}x`;
};

let app: KeyApp;
let grace: Owner;
beforeAll(async () => {
  app = await openKeyApp();
  grace = await keyOwner(app);
  await createKey(app, grace);
  await payWith(app, grace.token, grace.accountId);
  const { createThread } = await app.ask(grace.token, 'mutation { createThread { id } }');
  const SAY = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
  await app.ask(grace.token, SAY, { input: { threadId: createThread.id, text: 'How much do I have?' } });
  await app.ask(null, 'mutation { startSignIn { id } }');
  const em = app.orm.em.fork();
  const reached = { userId: grace.userId, network: 'LOCAL' as const, address: grace.address, memo: '' };
  await em.transactional((tx) => rememberPayee(tx, app.vault, reached, []));
});
afterAll(() => app?.[Symbol.asyncDispose]());

const columnsOf = (orm: MikroORM, className: string): string[] => {
  const found = [...orm.getMetadata().getAll().values()].find((one) => one.className === className);
  return Object.keys(found!.properties);
};
// An older one may have been answered, or replaced, and is then out of use.
const newest = { orderBy: { id: 'desc' }, limit: 1 } as never;
const rowOf = async ({ entity }: Sealed): Promise<Row> => {
  const [row] = await app.orm.em.fork().find(entity as never, { mac: { $ne: null } } as never, newest);
  return row as unknown as Row;
};
/** The columns that the seal covers: where one of them says something else, so does the record. */
const sealedColumns = async (sealed: Sealed): Promise<string[]> => {
  const row = await rowOf(sealed);
  const before = JSON.stringify(sealed.recordOf(row as never));
  const isCovered = (name: string) =>
    JSON.stringify(sealed.recordOf({ ...row, [name]: changed(name, row[name]) } as never)) !== before;
  return columnsOf(app.orm, nameOf(sealed)).filter(isCovered);
};
const isGood = async (sealed: Sealed, row: Row): Promise<boolean> =>
  (await app.vault.checkSeals([{ record: sealed.recordOf(row as never), mac: row.mac }]))[0]!;

describe.each(SEALED.map((one) => [nameOf(one), one] as const))('a row of %s', (_name, sealed) => {
  it('is good as the server wrote it, and with another seal or none it is not', async () => {
    const row = await rowOf(sealed);
    expect(await isGood(sealed, row)).toBe(true);
    const other = await rowOf(SEALED.find(({ entity }) => entity !== sealed.entity)!);
    for (const mac of [null, undefined, '', 'AAAA', other.mac])
      expect(await isGood(sealed, { ...row, mac })).toBe(false);
  });

  it('is good no more where any column of its seal was written by somebody else', async () => {
    const row = await rowOf(sealed);
    const columns = await sealedColumns(sealed);
    expect(columns).toContain('userId');
    for (const name of columns)
      expect([name, await isGood(sealed, { ...row, [name]: changed(name, row[name]) })]).toEqual([name, false]);
  });
});

describe('every column of every table', () => {
  it('is sealed, or tried otherwise, or stands here with the reason why no decision reads it', async () => {
    const sealed = new Map(
      await Promise.all(SEALED.map(async (one) => [nameOf(one), await sealedColumns(one)] as const)),
    );
    const unknown: string[] = [];
    for (const { className } of app.orm.getMetadata().getAll().values())
      for (const column of columnsOf(app.orm, className!)) {
        const places = [
          sealed.get(className!)?.includes(column),
          OTHERWISE[className!]?.[column] !== undefined,
          READ_BY_NOBODY[className!]?.[column] !== undefined,
        ];
        if (places.filter(Boolean).length !== 1) unknown.push(`${className}.${column}`);
      }
    expect(unknown).toEqual([]);
  });

  it('is named in no list where it is no column any more', () => {
    for (const list of [OTHERWISE, READ_BY_NOBODY])
      for (const [className, columns] of Object.entries(list))
        expect(columnsOf(app.orm, className)).toEqual(expect.arrayContaining(Object.keys(columns)));
  });
});
