import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { User } from '../../src/identity/records/user.entity.js';
import { closeToOthers, openedText } from '../../src/kernel/private-files.js';
import { openDatabase } from '../../src/platform/db/database.js';
import { dataOf, poster } from '../support/app/live-app.js';
import { type ChildServer, freePort, killAll, startServer } from '../support/children/child-server.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let folder: string;
let before: number;
const prepare = () => {
  folder = mkdtempSync(join(tmpdir(), 'tuxedo-private-'));
  // The most careless of all users: whatever is made without a word is open to everybody.
  before = process.umask(0);
};
const cleanUp = () => {
  process.umask(before);
  rmSync(folder, { recursive: true, force: true });
};

const pathsIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name));
const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
/** Every folder is 700 and everything else 600. */
const expectPrivate = (root: string) => {
  const paths = [root, ...pathsIn(root)];
  const wrong = paths.filter((path) => modeOf(path) !== (lstatSync(path).isDirectory() ? '700' : '600'));
  expect(wrong.map((path) => `${path} ${modeOf(path)}`)).toEqual([]);
  return paths.map((path) => path.slice(root.length + 1));
};

describe('the folder of a server that runs', () => {
  let env: Record<string, string>;
  let server: ChildServer;
  beforeAll(async () => {
    prepare();
    const ports = { PORT: String(await freePort()), LOCAL_NETWORK_PORT: String(await freePort()) };
    env = { DATA_DIR: join(folder, 'data'), ...ports };
    server = await startServer(env);
    const post = poster(server.url);
    const { signInToLocalDemo } = dataOf(
      (await post(null, 'mutation { signInToLocalDemo(name: "Sam") { token } }')).body,
    );
    // What the vault remembers of a person is a file of its own.
    await post(signInToLocalDemo.token, 'mutation { freeze { frozen } }');
  });
  afterAll(async () => {
    await killAll();
    cleanUp();
  });

  it('holds nothing that others may open, whatever the umask', () => {
    const found = expectPrivate(env.DATA_DIR!);
    for (const name of ['master.key', 'local-network/ledgers.jsonl', 'vault-memory/lock'])
      expect(found).toContain(name);
    if (process.env.TEST_DATABASE_URL === undefined)
      for (const end of ['', '-wal', '-shm']) expect(found).toContain(`tuxedo.sqlite${end}`);
  });

  it('is closed at the next start where somebody had opened it, and a key that others could read is told', async () => {
    await server.end('SIGTERM');
    for (const path of [env.DATA_DIR!, ...pathsIn(env.DATA_DIR!)])
      chmodSync(path, lstatSync(path).isDirectory() ? 0o777 : 0o666);
    server = await startServer(env);
    expectPrivate(env.DATA_DIR!);
    expect(server.output()).toMatch(/Others could open .*: closed to them now\./);
    expect(server.output()).toMatch(/master\.key was among them/);
  });
});

describe('what is closed to others', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  it('is the database with what SQLite puts beside it, new or found open', async () => {
    const path = join(folder, 'deep', 'tuxedo.sqlite');
    for (const _start of ['new', 'found open']) {
      const orm = await openDatabase({ kind: 'sqlite', path }, [User]);
      await orm.em.getConnection().execute('create table if not exists t (a)');
      expect(expectPrivate(join(folder, 'deep'))).toContain('tuxedo.sqlite-wal');
      await orm.close();
      for (const file of pathsIn(join(folder, 'deep'))) chmodSync(file, 0o644);
    }
  });

  it('is never what a link points to', () => {
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, '', { mode: 0o644 });
    mkdirSync(join(folder, 'data'));
    symlinkSync(elsewhere, join(folder, 'data', 'link'));
    expect(closeToOthers(join(folder, 'data')).map(({ path }) => path)).toEqual([join(folder, 'data')]);
    expect(modeOf(elsewhere)).toBe('644');
  });

  it('is told once, and what cannot be closed is told by name', () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'a'), '');
    expect(openedText(closeToOthers(join(folder, 'data')))).toMatch(/^Others could open .*data and 1 more: closed/);
    expect(openedText(closeToOthers(join(folder, 'data')))).toBeNull();
    expect(openedText([{ path: '/data/x', refused: 'EPERM' }])).toBe(
      'Others may open /data/x, and it cannot be closed (EPERM). Give it to this user.',
    );
  });
});
