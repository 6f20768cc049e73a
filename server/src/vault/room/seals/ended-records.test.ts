import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../kernel/durations.js';
import { rememberSeals } from '../../channel/remembered-seals.js';
import type { EndedRecord, Vault } from '../../contract/vault.js';
import { passingMemory } from '../memory/lasting-memory.js';
import { MemoryFolder } from '../memory/memory-folder.js';
import { EndedRecords } from './ended-records.js';

const NOW = new Date();
const inDays = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString();
const LONG = { id: 'ses_long', until: inDays(7) };
const FOREVER = { id: 'rec_ever', until: null };
const BRIEF = { id: 'chl_brief', until: new Date(NOW.getTime() + 60_000).toISOString() };
const log = { error: () => undefined };

describe('what was taken out of use', () => {
  let folder: string;
  let memory: MemoryFolder;
  const open = async () => {
    memory = await MemoryFolder.open(folder, log);
    return new EndedRecords(memory, () => NOW);
  };
  const file = () => join(folder, 'ended.jsonl');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tuxedo-ended-'));
  });
  afterEach(() => memory?.close());

  it('stays so in the next process of the vault, unless it is over by itself within minutes', async () => {
    const records = await open();
    await records.end([LONG, FOREVER, BRIEF]);
    for (const { id } of [LONG, FOREVER, BRIEF]) expect(records.holds({ id })).toBe(true);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    await memory.close();
    const next = await open();
    expect([LONG, FOREVER, BRIEF].map(({ id }) => next.holds({ id }))).toEqual([true, true, false]);
    expect(next.holds({ id: 'ses_other' })).toBe(false);
  });

  it('may still be read where it says of itself that it is over', async () => {
    const records = await open();
    await records.end([FOREVER]);
    expect(records.holds({ id: FOREVER.id, revokedAt: inDays(0) })).toBe(false);
  });

  it('is written once, and dropped from the file when it is over by itself', async () => {
    const records = await open();
    await records.end([LONG]);
    await records.end([LONG]);
    await memory.close();
    expect(readFileSync(file(), 'utf8').split('\n')).toHaveLength(2);
    appendFileSync(file(), `${JSON.stringify({ id: 'ses_old', until: '2020-01-01T00:00:00.000Z' })}\n`);
    await open();
    expect(readFileSync(file(), 'utf8')).not.toContain('ses_old');
  });

  it('is kept past a line that a power cut left half written, and by no file that is damaged', async () => {
    await (await open()).end([FOREVER]);
    await memory.close();
    appendFileSync(file(), '{"id":"ses_ha');
    const next = await open();
    await next.end([{ id: 'ses_next', until: null }]);
    await memory.close();
    expect((await open()).holds({ id: 'ses_next' })).toBe(true);
    await memory.close();
    writeFileSync(file(), 'nothing\n');
    await expect(MemoryFolder.open(folder, log)).rejects.toThrow(/damaged.*docs\/operate/);
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it.each([[null], [[{}]], [[{ id: 'x'.repeat(61), until: null }]], [[{ id: 'ses_1', until: 'soon' }]]])(
    'is nothing that is no record: %j',
    async (told) => {
      const records = new EndedRecords(passingMemory(), () => NOW);
      await expect(records.end(told as never)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );
});

describe('a seal that was checked', () => {
  const row = (id: string, mac = 'good') => ({ record: { kind: 'session' as const, id }, mac });
  let now: number;
  let asked: string[][];
  let ended: Set<string>;
  let vault: Vault;
  beforeEach(() => {
    [now, asked, ended] = [0, [], new Set()];
    const inner = {
      checkSeals: async (rows: ReturnType<typeof row>[]) => {
        asked.push(rows.map(({ record }) => record.id));
        return rows.map(({ record, mac }) => mac === 'good' && !ended.has(record.id));
      },
      endRecords: async (records: EndedRecord[]) => {
        for (const { id } of records) ended.add(id);
      },
    };
    vault = rememberSeals(inner as unknown as Vault, () => now);
  });

  it('is asked for once, also by many at once, and only what is new in one call', async () => {
    await Promise.all([1, 2, 3].map(() => vault.checkSeals([row('a')])));
    expect(await vault.checkSeals([row('a'), row('b'), row('c')])).toEqual([true, true, true]);
    expect(await vault.checkSeals([row('c'), row('a')])).toEqual([true, true]);
    expect(asked).toEqual([['a'], ['b', 'c']]);
  });

  it('is asked for anew where anything of the row has changed, and a bad one each time', async () => {
    await vault.checkSeals([row('a')]);
    const changed = { record: { ...row('a').record, userId: 'usr_b' }, mac: 'good' };
    expect(await vault.checkSeals([changed, row('a', 'bad')])).toEqual([true, false]);
    expect(await vault.checkSeals([row('a', 'bad')])).toEqual([false]);
    expect(asked).toHaveLength(3);
  });

  it('is good no longer once its row was taken out of use, here at once and elsewhere within a minute', async () => {
    expect(await vault.checkSeals([row('a'), row('b')])).toEqual([true, true]);
    await vault.endRecords([{ id: 'a', until: null }]);
    expect(await vault.checkSeals([row('a'), row('b')])).toEqual([false, true]);
    ended.add('b');
    now += 60_000;
    expect(await vault.checkSeals([row('b')])).toEqual([false]);
  });

  it('that could not be asked for is not remembered', async () => {
    const failing = { checkSeals: () => Promise.reject(new Error('gone')) } as unknown as Vault;
    const once = rememberSeals(failing, () => now);
    await expect(once.checkSeals([row('a')])).rejects.toThrow('gone');
    await expect(once.checkSeals([row('a')])).rejects.toThrow('gone');
  });
});
