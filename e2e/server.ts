import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START_MS = 60_000;

export type Environment = Record<string, string>;

/** Below the ports that systems give to whoever asks for any: the server stops and starts again on its own. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const port = 20_000 + randomInt(12_000);
    const probe = createServer().listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
    probe.on('error', () => resolve(freePort()));
  });

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a story may know of a server that others use too. */
export type RunningServer = {
  url: string;
  /** What it has written since the story began. */
  output(): string;
};

/** The built server as a person would start it: a process of its own, on its own ports, in a folder of its own. */
export class Server implements RunningServer {
  private child: ChildProcess | null = null;
  private ended: Promise<number | NodeJS.Signals | null> = Promise.resolve(null);
  private written = '';

  private constructor(
    private readonly dataDir: string,
    private readonly port: number,
    private readonly localPort: number,
    private readonly environment: Environment,
  ) {}

  /** Lends a server that runs until it is given back; each of its starts gets what this environment adds. */
  static async lend(environment: Environment, use: (server: Server) => Promise<void>): Promise<void> {
    const dataDir = mkdtempSync(join(tmpdir(), 'tuxedo-story-'));
    const server = new Server(dataDir, await freePort(), await freePort(), environment);
    try {
      await server.start();
      await use(server);
    } finally {
      await server.dispose();
    }
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Where it keeps everything, for a story in which somebody else writes there. */
  get databaseFile(): string {
    return join(this.dataDir, 'tuxedo.sqlite');
  }

  output(): string {
    return this.written;
  }

  /** Starts it, or starts it again on what it has left behind. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--enable-source-maps', 'server/dist/src/bin/main.js'], {
      cwd: ROOT,
      // Nothing is inherited: a key for a model in the developer's shell must not change what a story sees.
      env: {
        PATH: process.env.PATH,
        PORT: String(this.port),
        LOCAL_NETWORK_PORT: String(this.localPort),
        PUBLIC_URL: this.url,
        DATA_DIR: this.dataDir,
        LOG_LEVEL: 'warn',
        ...this.environment,
      },
    });
    this.child = child;
    this.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (this.written += String(part)));
    await this.healthy();
  }

  /** Sends the signal and waits for the end; gives the exit code, or the signal that ended it. */
  async stop(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.child?.kill(signal);
    const how = await this.ended;
    this.child = null;
    return how;
  }

  private async dispose(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async healthy(): Promise<void> {
    for (const until = Date.now() + START_MS; Date.now() < until; await pause(100)) {
      if (this.child?.exitCode !== null) break;
      const answer = await fetch(`${this.url}/health`).catch(() => null);
      if (answer?.ok) return;
    }
    throw new Error(`The server did not start.\n${this.written}`);
  }
}
