import { connect, type Socket } from 'node:net';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { readFrames, writeFrame } from './frames.js';
import { type Reply, toError } from './protocol.js';

type Waiting = { resolve: (value: unknown) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

type Ask = (method: string, request: unknown) => Promise<unknown>;
export type OnConnect = (ask: Ask) => Promise<void>;

const CALL_MS = 30_000;
const RETRY_MS = 100;

const gone = (): DomainError =>
  new DomainError(ErrorCode.INTERNAL, 'The vault does not answer. Try again in a moment.');

const inTime = async <T>(work: Promise<T>, ms: number): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(gone()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Calls a vault that runs in a process of its own. Nothing is ever asked twice by itself: a signature whose answer was
 * lost may have been given.
 */
export class VaultClient {
  private readonly waiting = new Map<number, Waiting>();
  private connection: Promise<Socket> | null = null;
  private socket: Socket | null = null;
  private last = 0;
  private closed = false;

  private onConnect: OnConnect = async () => undefined;

  constructor(
    private readonly path: string,
    private readonly callMs = CALL_MS,
  ) {}

  /**
   * Waits for a vault that is still starting. `onConnect` tells one that has just started, now or later, what it must
   * know before it can answer anything else.
   */
  async ready(withinMs: number, onConnect = this.onConnect): Promise<void> {
    this.onConnect = onConnect;
    for (const end = Date.now() + withinMs; ; await new Promise((resolve) => setTimeout(resolve, RETRY_MS)))
      try {
        await this.open();
        return;
      } catch (error) {
        if (Date.now() > end || !(error instanceof DomainError)) throw error;
      }
  }

  async ask(method: string, request: unknown): Promise<unknown> {
    return this.call(await this.open(), method, request);
  }

  close(): void {
    this.closed = true;
    void this.connection?.then((socket) => socket.destroy()).catch(() => undefined);
  }

  private open(): Promise<Socket> {
    if (this.closed) return Promise.reject(gone());
    this.connection ??= this.dial().catch((error) => {
      this.connection = null;
      throw error;
    });
    return this.connection;
  }

  private async dial(): Promise<Socket> {
    const socket = connect(this.path);
    this.socket = socket;
    socket.on('close', () => this.lose(socket));
    try {
      await inTime(this.greet(socket), this.callMs);
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  private async greet(socket: Socket): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once('connect', resolve).once('error', () => reject(gone()));
    await promise;
    readFrames(socket, (frame) => this.take(frame as Reply));
    await this.onConnect((method, request) => this.call(socket, method, request));
  }

  private call(socket: Socket, method: string, request: unknown): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = ++this.last;
    const timer = setTimeout(() => this.end(id)?.reject(gone()), this.callMs);
    this.waiting.set(id, { resolve, reject, timer });
    writeFrame(socket, { id, method, request });
    return promise;
  }

  private take(answer: Reply): void {
    const waiting = this.end(answer.id);
    if ('failure' in answer) waiting?.reject(toError(answer.failure));
    else waiting?.resolve(answer.value);
  }

  private lose(socket: Socket): void {
    // One that was given up may close after the next one was opened.
    if (this.socket !== socket) return;
    this.connection = null;
    for (const id of [...this.waiting.keys()]) this.end(id)?.reject(gone());
  }

  private end(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}
