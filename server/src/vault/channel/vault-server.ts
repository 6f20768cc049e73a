import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { badInput, DomainError } from '../../kernel/errors.js';
import { readFrames, writeFrame } from './frames.js';
import { type Call, type Reply, toFailure } from './protocol.js';

type Methods = Record<string, (request: never) => Promise<unknown>>;
type Log = { error: (fields: { error: unknown; method: string }, message: string) => void };

const isCall = (frame: unknown): frame is Call => {
  const { id, method } = (frame ?? {}) as Partial<Call>;
  return typeof id === 'number' && typeof method === 'string';
};

/** Answers calls on a Unix socket that its own user alone can open. Knows only the methods that it is given. */
export class VaultServer {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly methods: ReadonlyMap<string, (request: never) => Promise<unknown>>,
    private readonly log: Log,
  ) {}

  static async listen(path: string, methods: Methods, log: Log): Promise<VaultServer> {
    // What a process that was killed left behind would keep the name taken for ever.
    await rm(path, { force: true });
    const server = createServer();
    const vault = new VaultServer(server, new Map(Object.entries(methods)), log);
    server.on('connection', (socket) => vault.serve(socket));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen(path, resolve);
    await promise;
    await chmod(path, 0o600);
    return vault;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
    readFrames(socket, (frame) => {
      if (!isCall(frame)) throw new Error('This is no call.');
      void this.answer(frame).then((answer) => writeFrame(socket, answer));
    });
  }

  private async answer({ id, method, request }: Call): Promise<Reply> {
    try {
      const work = this.methods.get(method);
      if (!work) throw badInput('The vault has no such method.');
      return { id, value: (await work(request as never)) ?? null };
    } catch (error) {
      if (!(error instanceof DomainError)) this.log.error({ error, method }, 'a call of the vault failed');
      return { id, failure: toFailure(error) };
    }
  }
}
