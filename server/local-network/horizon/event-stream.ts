// Server-sent events the way Horizon sends them: a greeting, each record once and in order, a goodbye.
import type { ServerResponse } from 'node:http';
import type { Network } from '../network/network.js';
import type { Collection, Row } from './collection.js';
import type { PageQuery } from './page-query.js';

const LIFETIME_MS = 55_000;
/** A reader this far behind is cut off; it comes back with its last id and misses nothing. */
const MAX_BUFFERED_BYTES = 4 << 20;

const HELLO = 'retry: 1000\nevent: open\ndata: "hello"\n\n';
const GOODBYE = 'retry: 10\nevent: close\ndata: "byebye"\n\n';

type Reader = () => Row[];

export class EventStreams {
  private readonly open = new Set<() => void>();

  constructor(private readonly network: Network) {}

  /** Sends what lies after the cursor, then whatever comes, until the limit or the end of the stream's life. */
  follow(response: ServerResponse, collection: Collection, query: PageQuery, base: string): void {
    let cursor = query.cursor === 'now' ? collection.latestToken() : query.cursor;
    let left = query.limit;
    this.run(response, base, () => {
      const rows = collection.rows({ ...query, order: 'asc', cursor, limit: Math.max(1, left) }).slice(0, left);
      cursor = rows.at(-1)?.token ?? cursor;
      left -= rows.length;
      return { rows, done: left === 0 };
    });
  }

  /** Sends one document now and again whenever it differs. */
  watch(response: ServerResponse, read: (base: string) => Record<string, unknown>, base: string): void {
    let before = '';
    this.run(response, base, () => {
      const body = read(base);
      const now = JSON.stringify(body);
      if (now === before) return { rows: [], done: false };
      before = now;
      const token = String(body.paging_token ?? '');
      return { rows: [{ token, render: () => body }], done: false };
    });
  }

  closeAll(): void {
    for (const close of this.open) close();
  }

  private run(response: ServerResponse, base: string, next: () => { rows: ReturnType<Reader>; done: boolean }): void {
    const first = next(); // A fault shows before the stream begins, as an ordinary error.
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
    });
    response.write(HELLO);

    const goodbye = () => {
      if (!response.writableEnded) response.end(GOODBYE);
    };
    const send = ({ rows, done }: ReturnType<typeof next>) => {
      for (const row of rows) response.write(`id: ${row.token}\ndata: ${JSON.stringify(row.render(base))}\n\n`);
      if (response.writableLength > MAX_BUFFERED_BYTES) response.destroy();
      else if (done) goodbye();
    };
    const step = () => {
      try {
        send(next());
      } catch {
        goodbye(); // What was watched is gone; the client finds out when it asks again.
      }
    };
    const stopListening = this.network.onClose(step);
    const timer = setTimeout(goodbye, LIFETIME_MS);
    this.open.add(goodbye);
    response.on('close', () => {
      stopListening();
      clearTimeout(timer);
      this.open.delete(goodbye);
    });
    send(first);
  }
}
