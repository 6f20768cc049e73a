import { mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../kernel/config.js';
import { emptyState } from '../../contract/person-state.js';
import { MemoryFolder } from './memory-folder.js';

const logged: string[] = [];
const log = { error: (_fields: object, message: string) => void logged.push(message) };
const sealed = (userId: string, number = 1) => ({ state: { ...emptyState(userId), number }, mac: 'bWFj' });

let folder: string;
let memory: MemoryFolder;
beforeEach(async () => {
  logged.length = 0;
  folder = join(mkdtempSync(join(tmpdir(), 'tuxedo-folder-')), 'deep', 'memory');
  memory = await MemoryFolder.open(folder, log);
});
afterEach(() => memory.close());
const files = () => readdirSync(folder).filter((name) => name !== 'lock');

describe('the folder of the vault’s memory', () => {
  it('gives the next process what was written last, and nothing of who is new', async () => {
    await memory.write(sealed('usr_a', 1));
    await memory.write(sealed('usr_a', 2));
    await memory.write(sealed('usr_b', 7));
    await memory.close();
    memory = await MemoryFolder.open(folder, log);
    expect(memory.read('usr_a')).toEqual(sealed('usr_a', 2));
    expect(memory.read('usr_b')).toEqual(sealed('usr_b', 7));
    expect(memory.read('usr_c')).toBeNull();
  });

  it('is its user’s alone, with one file for each person and no name in it', async () => {
    await memory.write(sealed('usr_a'));
    await memory.write(sealed('../../usr_b'));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files()).toHaveLength(2);
    for (const name of files()) {
      expect(name).toMatch(/^[0-9a-f]{64}\.json$/);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('is closed to others again where somebody had opened it', async () => {
    await memory.close();
    const open = mkdtempSync(join(tmpdir(), 'tuxedo-folder-'));
    mkdirSync(join(open, 'memory'), { mode: 0o755 });
    memory = await MemoryFolder.open(join(open, 'memory'), log);
    expect(statSync(join(open, 'memory')).mode & 0o777).toBe(0o700);
  });

  it('takes what was left half written by nobody for a memory, and writes over it', async () => {
    await memory.write(sealed('usr_a', 1));
    const [name] = files();
    writeFileSync(join(folder, `${name}.draft`), '{"state":{"userId":"usr_a"');
    expect(memory.read('usr_a')).toEqual(sealed('usr_a', 1));
    await memory.write(sealed('usr_a', 2));
    expect(files()).toEqual([name]);
  });

  it('says what to do where it cannot be', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(MemoryFolder.open(join(file, 'memory'), log)).rejects.toThrow(ConfigError);
    await expect(MemoryFolder.open(join(file, 'memory'), log)).rejects.toThrow(/ENOTDIR.*Set VAULT_MEMORY/);
  });

  it('tells the operator’s log of a file that is none, and of one that it could not write', async () => {
    await memory.write(sealed('usr_a'));
    const [name] = files();
    writeFileSync(join(folder, name!), 'null');
    expect(() => memory.read('usr_a')).toThrow(/damaged/);
    mkdirSync(join(folder, `${name}.draft`));
    await expect(memory.write(sealed('usr_a'))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(logged).toEqual(['the memory of a person cannot be read', 'the memory of a person was not written']);
  });
});
