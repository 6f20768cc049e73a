import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tuxedo-lock-'));
});
const files = () => readdirSync(folder);

/** Another process that holds it, as the lock does: by listening. */
const holder = async () => {
  const program = `require('net').createServer().listen(${JSON.stringify(join(folder, 'lock'))}, () => console.log('up'))`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
};

describe('of two vaults on one folder', () => {
  it('the second is refused with a sentence, and the first keeps it', async () => {
    const release = await lockFolder(folder);
    await expect(lockFolder(folder, 0)).rejects.toThrow(/Another vault works on .*VAULT_MEMORY/);
    await expect(lockFolder(folder, 0)).rejects.toThrow(/Another vault/);
    await release();
    expect(files()).toEqual([]);
    await (await lockFolder(folder, 0))();
  });

  it('one in another process counts too, until it is killed: what it leaves behind keeps nobody out', async () => {
    const kill = await holder();
    await expect(lockFolder(folder, 0)).rejects.toThrow(/Another vault/);
    await kill();
    expect(existsSync(join(folder, 'lock'))).toBe(true);
    await (await lockFolder(folder, 0))();
  });

  it('the second waits a while for one that is on its way out', async () => {
    const release = await lockFolder(folder);
    const next = lockFolder(folder, 5_000);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await release();
    await (await next)();
  });

  it.each(['nothing there', 'what a killed one left', 'a file of somebody else'])(
    'and of many at once, with %s, one gets it',
    async (found) => {
      if (found === 'what a killed one left') await (await holder())();
      if (found === 'a file of somebody else') writeFileSync(join(folder, 'lock'), 'x');
      const all = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder, 0)));
      const held = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(held).toHaveLength(1);
      expect(files()).toEqual(['lock']);
      await held[0]!();
    },
  );

  it.runIf(existsSync('/proc/self/fd'))(
    'a folder whose path is too long for a socket is locked like any other',
    async () => {
      const deep = join(folder, 'x'.repeat(100), 'y'.repeat(60));
      mkdirSync(deep, { recursive: true });
      const release = await lockFolder(deep);
      expect(readdirSync(deep)).toEqual(['lock']);
      await expect(lockFolder(deep, 0)).rejects.toThrow(/Another vault works on .*yyy/);
      await release();
      expect(readdirSync(deep)).toEqual([]);
      await (await lockFolder(deep, 0))();
    },
  );
});
