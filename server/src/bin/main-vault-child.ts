import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, environmentOfVault } from '../kernel/config.js';

// Where a server runs from its source, as in development, so does its vault.
const FROM_SOURCE = import.meta.url.endsWith('.ts');
const PROGRAM = fileURLToPath(new URL(FROM_SOURCE ? './main-vault.ts' : './main-vault.js', import.meta.url));
const OPTIONS = ['--enable-source-maps', '--disable-sigusr1', ...(FROM_SOURCE ? ['--import', 'tsx'] : [])];
const PROBLEM_MAX = 4_096;

/** On one machine the server starts the vault itself, as a process that ends with it, on a socket only its user can open. */
export class VaultChild {
  readonly socket = join(mkdtempSync(join(tmpdir(), 'tuxedo-vault-')), 'vault.sock');
  /** Rejects where the vault ends although nobody stopped it. */
  readonly ended: Promise<never>;
  private readonly child: ChildProcess;
  private problem = '';

  /** It inherits the environment: the master key is read there and nowhere else. */
  constructor(localHorizonUrl: string) {
    const args = ['--local-horizon', localHorizonUrl, '--socket', this.socket, '--ends-with-stdin'];
    const stdio = ['pipe' as const, 'inherit' as const, 'pipe' as const];
    this.child = spawn(process.execPath, [...OPTIONS, PROGRAM, ...args], {
      stdio,
      env: environmentOfVault(),
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.problem = (this.problem + text).slice(-PROBLEM_MAX);
    });
    this.ended = new Promise((_resolve, reject) =>
      this.child.once('exit', () => reject(new ConfigError(this.problem.trim() || 'The vault ended by itself.'))),
    );
    this.ended.catch(() => undefined);
  }

  /** Waits until it answers. Whatever keeps it from that is told before anything else is opened. */
  async ready(): Promise<void> {
    const answers = async (): Promise<void> => {
      while (!existsSync(this.socket)) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await Promise.race([answers(), this.ended]);
  }

  stop(): void {
    this.child.removeAllListeners('exit');
    this.child.kill('SIGTERM');
    rmSync(dirname(this.socket), { recursive: true, force: true });
  }
}
