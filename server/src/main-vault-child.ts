import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from './config.js';

const PROGRAM = fileURLToPath(new URL('./main-vault.js', import.meta.url));
const PROBLEM_MAX = 4_096;

/** On one machine the server starts the vault itself, as a process that ends with it, on a socket only its user can open. */
export class VaultChild {
  readonly socket = join(mkdtempSync(join(tmpdir(), 'tuxedo-vault-')), 'vault.sock');
  /** Rejects where the vault ends although nobody stopped it. */
  readonly ended: Promise<never>;
  private readonly child: ChildProcess;
  private problem = '';

  /** The environment goes to the vault whole: the master key is read there and nowhere else. */
  constructor(localHorizonUrl: string) {
    const env = { ...process.env, VAULT_SOCKET: this.socket, VAULT_ENDS_WITH_STDIN: '1' };
    const args = ['--enable-source-maps', PROGRAM, '--local-horizon', localHorizonUrl];
    this.child = spawn(process.execPath, args, { env, stdio: ['pipe', 'inherit', 'pipe'] });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.problem = (this.problem + text).slice(-PROBLEM_MAX);
    });
    this.ended = new Promise((_resolve, reject) =>
      this.child.once('exit', () => reject(new ConfigError(this.problem.trim() || 'The vault ended by itself.'))),
    );
    this.ended.catch(() => undefined);
  }

  stop(): void {
    this.child.removeAllListeners('exit');
    this.child.kill('SIGTERM');
    rmSync(dirname(this.socket), { recursive: true, force: true });
  }
}
