// The ledgers on disk: one line of JSON each, appended and flushed before anybody hears of the ledger.
import { chmodSync, mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { xdr } from '@stellar/stellar-sdk/base';
import type { ClosedLedger } from '../ledger/closed-ledger.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';
import { lockDirectory } from './directory-lock.js';

const FILE = 'ledgers.jsonl';
const FORMAT = 1;
const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

type Line = {
  format: number;
  passphrase: string;
  seq: number;
  hash: string;
  header: string;
  transactions: [envelope: string, result: string, feeMeta: string, meta: string][];
  genesis?: string;
};

export interface Journal {
  /** Hands over every ledger, oldest first. Called once, before the first append. */
  replay(visit: (ledger: ClosedLedger) => void): Promise<void>;
  append(ledger: ClosedLedger): Promise<void>;
  close(): Promise<void>;
}

/** For a network that may forget everything when it stops. */
export const forgetfulJournal: Journal = {
  replay: async () => {},
  append: async () => {},
  close: async () => {},
};

export async function openJournal(directory: string): Promise<Journal> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const unlock = await lockDirectory(directory);
  try {
    const file = await open(join(directory, FILE), 'a+', 0o600);
    await file.chmod(0o600);
    await flushDirectory(directory);
    return new FileJournal(file, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class FileJournal implements Journal {
  /** Where the last whole line ends. */
  private end = 0;
  private broken = false;

  constructor(
    private readonly file: FileHandle,
    private readonly unlock: () => void,
  ) {}

  async replay(visit: (ledger: ClosedLedger) => void): Promise<void> {
    let rest = Buffer.alloc(0);
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let position = 0; ; ) {
      const { bytesRead } = await this.file.read(chunk, 0, CHUNK_BYTES, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      rest = this.takeLines(Buffer.concat([rest, chunk.subarray(0, bytesRead)]), visit);
    }
    // A last line without its end was never flushed, so nobody was ever told of that ledger: it is cut off.
    if (rest.length > 0) await this.file.truncate(this.end);
  }

  async append(ledger: ClosedLedger): Promise<void> {
    if (this.broken) throw new Error(`${FILE} could not be written earlier. Free some space and start again.`);
    const line = Buffer.from(`${JSON.stringify(toLine(ledger))}\n`);
    this.broken = true;
    try {
      await this.file.appendFile(line);
      await this.file.datasync();
      this.end += line.length;
    } catch (error) {
      // What did reach the file must not stand in front of the next ledger.
      await this.file.truncate(this.end);
      throw error;
    } finally {
      this.broken = (await this.file.stat()).size !== this.end;
    }
  }

  async close(): Promise<void> {
    await this.file.close();
    this.unlock();
  }

  private takeLines(bytes: Buffer, visit: (ledger: ClosedLedger) => void): Buffer<ArrayBuffer> {
    let start = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop >= 0; stop = bytes.indexOf(NEWLINE, start)) {
      visit(fromLine(bytes.toString('utf8', start, stop)));
      this.end += stop + 1 - start;
      start = stop + 1;
    }
    return Buffer.from(bytes.subarray(start));
  }
}

function toLine({ seq, hash, header, transactions, genesis }: ClosedLedger): Line {
  return {
    format: FORMAT,
    passphrase: LOCAL_PASSPHRASE,
    seq,
    hash,
    header: header.toXdr('base64'),
    transactions: transactions.map((tx) => [tx.envelope, tx.result, tx.feeMeta, tx.meta]),
    ...(genesis && { genesis }),
  };
}

function fromLine(text: string): ClosedLedger {
  const line = parseLine(text);
  if (line.format !== FORMAT || line.passphrase !== LOCAL_PASSPHRASE) {
    throw new Error(`${FILE} was written by another version or for another network. Move it away to start afresh.`);
  }
  return {
    seq: line.seq,
    hash: line.hash,
    header: xdr.LedgerHeader.fromXdr(line.header, 'base64'),
    transactions: line.transactions.map(([envelope, result, feeMeta, meta]) => ({ envelope, result, feeMeta, meta })),
    genesis: line.genesis ?? '',
  };
}

function parseLine(text: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw new Error(`${FILE} is damaged: a line in it is not JSON. Restore it, or move it away to start afresh.`);
  }
}

/** A new file's name is only safe once its directory is flushed too. */
async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
