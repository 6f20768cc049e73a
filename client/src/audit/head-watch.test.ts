import { beforeEach, describe, expect, it } from 'vitest';
import { FakeLog, FakeStorage } from '../testing/fake-log.js';
import { HeadMemory } from './head-memory.js';
import { HeadWatch } from './head-watch.js';

let log: FakeLog;
let storage: FakeStorage;
let memory: HeadMemory;
let watch: HeadWatch;
const write = (count: number) => Array.from({ length: count }, (_, index) => log.write(`act.${index}`));
beforeEach(() => {
  log = new FakeLog();
  storage = new FakeStorage();
  memory = new HeadMemory(storage, 'usr_1');
  watch = new HeadWatch('usr_1', memory, log);
});

describe('a log that only grows', () => {
  it('is kept silently, and followed from where it was seen last', async () => {
    write(3);
    expect(await watch.check()).toBeNull();
    write(4);
    expect(await watch.check([log.head])).toBeNull();
    expect(memory.kept()).toMatchObject({ seq: 7, hash: log.head });
    expect(await watch.check([log.head])).toBeNull();
    expect(log.asked).toEqual([3, 7]);
    expect(memory.alarm()).toBeNull();
  });

  it('is followed over many pages, beside its checkpoints', async () => {
    write(1);
    await watch.check();
    write(9);
    log.pageSize = 4;
    const { page } = log;
    log.page = async (after) => {
      const { text, ...rest } = await page(after);
      return { ...rest, text: `${text}{"checkpoint":{"seq":4}}\n` };
    };
    expect(await watch.check()).toBeNull();
    expect(memory.kept()).toMatchObject({ seq: 10, hash: log.head });
  });

  it('may announce a head late that was passed already, in this browser before or long ago', async () => {
    const [first] = write(2);
    await watch.check();
    const [third] = write(3);
    await watch.check();
    expect(await watch.check([third!.hash, first!.hash])).toBeNull();
  });

  it('is nobody else’s: another person in this browser begins anew', async () => {
    write(5);
    await watch.check();
    const other = new FakeLog('usr_2');
    other.write('user.registered');
    const theirs = new HeadMemory(storage, 'usr_2');
    expect(await new HeadWatch('usr_2', theirs, other).check([other.head])).toBeNull();
    expect([theirs.kept()?.seq, memory.kept()?.seq]).toEqual([1, 5]);
    other.entries = [];
    expect(await new HeadWatch('usr_2', theirs, other).check()).toMatchObject({ kind: 'cut' });
    expect(await watch.check()).toBeNull();
  });

  it('begins anew where what was kept cannot be read', async () => {
    write(2);
    await watch.check();
    for (const [key] of storage.kept) storage.setItem(key, '{"seq":');
    expect(await watch.check()).toBeNull();
    expect(memory.kept()).toMatchObject({ seq: 2 });
  });

  it('raises no alarm where the server does not answer', async () => {
    write(2);
    await watch.check();
    log.page = () => Promise.reject(new Error('no answer'));
    await expect(watch.check()).rejects.toThrow('no answer');
    expect(memory.alarm()).toBeNull();
  });
});

describe('an alarm is raised', () => {
  beforeEach(async () => {
    write(6);
    await watch.check();
  });

  it('when the end of the log was cut off', async () => {
    const seen = log.head;
    log.entries = log.entries.slice(0, 4);
    expect(await watch.check()).toMatchObject({ kind: 'cut', kept: { seq: 6, hash: seen } });
  });

  it('when the whole log is gone', async () => {
    log.entries = [];
    expect(await watch.check()).toMatchObject({ kind: 'cut' });
  });

  it('when an entry was replaced and all behind it written anew', async () => {
    log.writeAnew(2, 'act.forged');
    expect(log.entries).toHaveLength(6);
    expect(await watch.check()).toMatchObject({ kind: 'cut', kept: { seq: 6 } });
    log.write('act.more');
    expect(await new HeadWatch('usr_1', memory, log).check()).toMatchObject({ kind: 'cut' });
  });

  it('when an older state was put back and has grown since', async () => {
    log.entries = log.entries.slice(0, 3);
    write(5);
    const [, , , , , , seventh] = log.entries;
    expect(await watch.check([log.head])).toMatchObject({ kind: 'rewritten', served: { seq: 7, hash: seventh!.hash } });
  });

  it('when a new entry does not have the hash that it states', async () => {
    write(2);
    log.entries[7] = { ...log.entries[7]!, action: 'act.forged' };
    expect(await watch.check()).toMatchObject({ kind: 'altered', served: { seq: 8 } });
  });

  it('when new entries are those of somebody else, out of order or no entries at all', async () => {
    const alarms = [];
    for (const spoil of [
      (text: string) => text.replaceAll('usr_1', 'usr_2'),
      (text: string) => `${text.split('\n').filter(Boolean).reverse().join('\n')}\n`,
      () => 'not a log\n',
    ]) {
      const [own, log2] = [new HeadMemory(new FakeStorage(), 'usr_1'), new FakeLog()];
      log2.write('act');
      const other = new HeadWatch('usr_1', own, log2);
      await other.check();
      for (const action of ['a', 'b']) log2.write(action);
      const { page } = log2;
      log2.page = async (after) => {
        const answer = await page(after);
        return { ...answer, text: spoil(answer.text) };
      };
      alarms.push((await other.check())?.kind);
    }
    expect(alarms).toEqual(['rewritten', 'rewritten', 'altered']);
  });

  it('when an event names a head that the log does not hold', async () => {
    write(1);
    const stranger = 'ab'.repeat(32);
    expect(await watch.check([log.head, stranger])).toMatchObject({ kind: 'announced', served: { hash: stranger } });
  });

  it('when pages go round in circles', async () => {
    log.page = async () => ({ text: '{"checkpoint":{}}\n', nextSeq: 6, head: log.head });
    expect(await watch.check()).toMatchObject({ kind: 'cut' });
  });
});

describe('an alarm', () => {
  it('stays, with the head that was kept, although the log looks right again', async () => {
    write(6);
    await watch.check();
    const [seen, whole] = [log.head, log.entries];
    log.entries = whole.slice(0, 4);
    await watch.check();
    log.entries = whole;
    expect(await watch.check()).toMatchObject({ kind: 'cut', kept: { seq: 6, hash: seen } });
    expect(memory.kept()).toMatchObject({ seq: 6, hash: seen });
  });

  it('ends when the person puts it away, and what is shown then is what later logs are compared with', async () => {
    write(6);
    await watch.check();
    log.entries = log.entries.slice(0, 4);
    await watch.check();
    memory.forget();
    expect(await watch.check()).toBeNull();
    expect(memory.kept()).toMatchObject({ seq: 4, hash: log.head });
    log.entries = log.entries.slice(0, 2);
    expect(await watch.check()).toMatchObject({ kind: 'cut' });
  });
});
