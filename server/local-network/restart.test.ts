import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Horizon, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_PASSPHRASE } from './ledger/passphrase.js';
import { payment, Sandbox } from './testing/sandbox.js';

let dataDir: string;
let journal: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'local-network-'));
  journal = join(dataDir, 'ledgers.jsonl');
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Everything the network can be asked, apart from the port it is asked at. */
async function snapshot(sandbox: Sandbox): Promise<string> {
  const paths = ['/ledgers', '/transactions?include_failed=true', '/operations?include_failed=true', '/assets'];
  const pages = paths.map((path) => sandbox.http(`${path}${path.includes('?') ? '&' : '?'}limit=200`));
  const ledgers = (await Promise.all(pages)).map(({ body }) => JSON.stringify(body));
  return ledgers.join('\n').replaceAll(sandbox.network.url, '');
}

async function withHistory(sandbox: Sandbox) {
  const [alice, bob] = [await sandbox.holder(), await sandbox.holder('EURC')];
  await sandbox.send(alice, payment(bob, '12.5'));
  await sandbox.codes(alice, payment(bob, '1', sandbox.asset()));
  await sandbox.send(bob, Operation.changeTrust({ asset: sandbox.asset(), limit: '77' }));
  const signer = { ed25519PublicKey: alice.publicKey(), weight: 1 };
  await sandbox.send(bob, Operation.setOptions({ signer, homeDomain: 'example.org' }));
  return { alice, bob };
}

describe('after a restart', () => {
  it('everything is as it was, and goes on', async () => {
    const first = await Sandbox.start({ dataDir });
    const { alice, bob } = await withHistory(first);
    const accounts = async (sandbox: Sandbox) =>
      JSON.stringify(
        await Promise.all([alice, bob].map(async (each) => (await sandbox.http(`/accounts/${each.publicKey()}`)).body)),
      ).replaceAll(sandbox.network.url, '');
    const before = [await snapshot(first), await accounts(first)];
    await first.close();

    const second = await Sandbox.start({ dataDir });
    expect([await snapshot(second), await accounts(second)]).toEqual(before);
    await second.send(alice, payment(bob, '1'));
    const after = await snapshot(second);
    await second.close();

    const third = await Sandbox.start({ dataDir });
    expect(await snapshot(third)).toBe(after);
    await third.close();
  });

  it('a transaction from before is still answered the same way', async () => {
    const first = await Sandbox.start({ dataDir });
    const payer = await first.funded();
    const transaction = await first.signed(payer, [payment(payer, '1')]);
    const { hash, ledger } = await first.server.submitTransaction(transaction);
    await first.close();

    const second = await Sandbox.start({ dataDir });
    expect(await second.server.submitTransaction(transaction)).toMatchObject({ hash, ledger });
    expect(await second.sequence(payer)).toBe(BigInt(transaction.sequence));
    await second.close();
  });

  it('a network without a data directory has forgotten everything', async () => {
    const first = await Sandbox.start();
    const { alice } = await withHistory(first);
    await first.close();
    const second = await Sandbox.start();
    await expect(second.server.loadAccount(alice.publicKey())).rejects.toThrow();
    await second.close();
  });

  it('a waiting transaction has been put into a last ledger', async () => {
    const first = await Sandbox.start({ dataDir, closeAfterMs: 60_000 });
    const payer = await first.funded();
    const transaction = await first.signed(payer, [payment(payer, '1')]);
    await first.server.submitAsyncTransaction(transaction);
    await first.close();
    const second = await Sandbox.start({ dataDir });
    expect(await second.sequence(payer)).toBe(BigInt(transaction.sequence));
    await second.close();
  });
});

describe('two networks that saw the same', () => {
  it('have the same ledgers, hash for hash', async () => {
    const nowMs = () => 1_780_000_000_000;
    const hashes = await Promise.all(
      [1, 2].map(async () => {
        const sandbox = await Sandbox.start({ nowMs });
        const payer = Keypair.fromRawEd25519Seed(Buffer.alloc(32, 7));
        await sandbox.server.friendbot(payer.publicKey()).call();
        const account = await sandbox.server.loadAccount(payer.publicKey());
        const options = { fee: '100', networkPassphrase: LOCAL_PASSPHRASE };
        const transaction = new TransactionBuilder(account, options)
          .addOperation(payment(payer, '1'))
          .setTimeout(0)
          .build();
        transaction.sign(payer);
        await sandbox.server.submitTransaction(transaction);
        const { records } = await sandbox.server.ledgers().call();
        await sandbox.close();
        return records.map(({ hash }) => hash);
      }),
    );
    expect(hashes[0]).toHaveLength(4);
    expect(hashes[1]).toEqual(hashes[0]);
  });
});

describe('a journal that was damaged', () => {
  async function leaveJournal(): Promise<string> {
    const sandbox = await Sandbox.start({ dataDir });
    await sandbox.funded();
    const before = await snapshot(sandbox);
    await sandbox.close();
    return before;
  }

  it('in its last, unfinished line loses only that line', async () => {
    const before = await leaveJournal();
    const size = (await stat(journal)).size;
    await appendFile(journal, '{"format":1,"seq":4,"ha');
    const sandbox = await Sandbox.start({ dataDir });
    expect(await snapshot(sandbox)).toBe(before);
    expect((await stat(journal)).size).toBe(size);
    await sandbox.funded();
    await sandbox.close();
    const again = await Sandbox.start({ dataDir });
    expect(await again.latestLedger()).toBe(4);
    await again.close();
  });

  it.each([
    ['a line that is not JSON', (lines: string[]) => lines.with(1, '{"seq":'), 'is not JSON'],
    ['a missing ledger', (lines: string[]) => lines.toSpliced(1, 1), 'Ledger 3 does not follow'],
    ['ledgers out of order', (lines: string[]) => [lines[0]!, lines[2]!, lines[1]!, lines[3]!], 'Ledger 3 does not'],
    ['a changed hash', (lines: string[]) => lines.with(2, lines[2]!.replace(/"hash":"./, '"hash":"x')), 'Ledger 3'],
    [
      'a changed transaction',
      (lines: string[]) => {
        const line = JSON.parse(lines[2]!);
        line.transactions[0][3] = line.transactions[0][2];
        return lines.with(2, JSON.stringify(line));
      },
      'Ledger 3',
    ],
    ['another network', (lines: string[]) => lines.map((line) => line.replace('Tuxedo', 'Other')), 'another network'],
  ])('by %s keeps the network from starting, and is left alone', async (_damage, spoil, message) => {
    await leaveJournal();
    const spoilt = spoil((await readFile(journal, 'utf8')).split('\n')).join('\n');
    await writeFile(journal, spoilt);
    await expect(Sandbox.start({ dataDir })).rejects.toThrow(message);
    expect(await readFile(journal, 'utf8')).toBe(spoilt);
    await expect(Sandbox.start({ dataDir })).rejects.toThrow(message); // And the lock was given back.
  });
});

it('a ledger of another history does not fit, even if it says the same', async () => {
  const lines: string[][] = [];
  for (const seconds of [1_780_000_000, 1_780_000_007]) {
    let now = seconds;
    const sandbox = await Sandbox.start({ dataDir, nowMs: () => now * 1000 });
    now = 1_780_000_020;
    await sandbox.server.friendbot(Keypair.fromRawEd25519Seed(Buffer.alloc(32, 7)).publicKey()).call();
    await sandbox.close();
    lines.push((await readFile(journal, 'utf8')).split('\n'));
    await rm(journal);
  }
  await writeFile(journal, lines[0]!.with(2, lines[1]![2]!).join('\n'));
  await expect(Sandbox.start({ dataDir })).rejects.toThrow('Ledger 3 does not follow');
});

describe('a data directory', () => {
  it('serves one network at a time', async () => {
    const first = await Sandbox.start({ dataDir });
    await expect(Sandbox.start({ dataDir })).rejects.toThrow('is in use by process');
    await first.funded();
    await first.close();
    await (await Sandbox.start({ dataDir })).close();
  });

  it('is given back when the port is taken', async () => {
    const first = await Sandbox.start();
    const port = Number(new URL(first.network.url).port);
    await expect(Sandbox.start({ dataDir, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
    await (await Sandbox.start({ dataDir })).close();
    await first.close();
    await first.close(); // Stopping twice is stopping once.
  });

  it('is taken over from a process that is gone, also if its number was ours or is somebody else’s', async () => {
    for (const pid of [2 ** 22 + 5, process.pid, 1]) {
      await writeFile(join(dataDir, 'lock.json'), JSON.stringify({ pid, startedAt: 'long ago', token: 'theirs' }));
      await (await Sandbox.start({ dataDir })).close();
    }
    await writeFile(join(dataDir, 'lock.json'), 'not json');
    await (await Sandbox.start({ dataDir })).close();
  });
});

describe('a process that is killed', { timeout: 60_000 }, () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  async function startProcess() {
    const script = fileURLToPath(new URL('./testing/run-network.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
      child.once('exit', (code) => reject(new Error(`The network ended with code ${code}.`)));
    });
    return { child, url, server: new Horizon.Server(url, { allowHttp: true }) };
  }

  it('loses no ledger it has told of, and holds up nobody', async () => {
    const { child, server } = await startProcess();
    const confirmed: string[] = [];
    const fundings = Array.from({ length: 60 }, async () => {
      const address = Keypair.random().publicKey();
      await server.friendbot(address).call();
      confirmed.push(address);
      if (confirmed.length === 10) child.kill('SIGKILL');
    });
    const exited = once(child, 'exit');
    await Promise.allSettled(fundings);
    await exited;
    expect(confirmed.length).toBeGreaterThanOrEqual(10);
    expect(confirmed.length).toBeLessThan(60);

    const sandbox = await Sandbox.start({ dataDir });
    for (const address of confirmed) expect(await sandbox.balance(address)).toBe('10000.0000000');
    const payer = await sandbox.funded();
    await sandbox.send(payer, payment(payer, '1'));
    await sandbox.close();
  });

  it('is refused its directory while another still runs', async () => {
    const { child } = await startProcess();
    await expect(Sandbox.start({ dataDir })).rejects.toThrow(`process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await Sandbox.start({ dataDir })).close();
  });
});
