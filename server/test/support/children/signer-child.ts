import 'reflect-metadata';
import { keysCommand } from '../../../src/app/keys.js';
import { type Config, givenMasterKey, Secrets } from '../../../src/kernel/config.js';
import { type CrashPoint, observeCrashPoints } from '../../../src/kernel/crash-points.js';
import type { HoldTiming } from '../../../src/operator/signer-replacement/hold.js';

export type SignerStart = {
  config: Config;
  masterKey: Uint8Array;
  accountId: string;
  timing: HoldTiming;
  /** The point at which it dies; it runs to its end where none is named. */
  dieAt: CrashPoint | null;
};
export type SignerEnd = { code: number; text: string; passed: CrashPoint[] };

// Tests only: `npm run keys -- replace-signer` in a process of its own, which dies without a warning where it is told to.
const work = async ({ config, masterKey, accountId, timing, dieAt }: SignerStart): Promise<void> => {
  const passed: CrashPoint[] = [];
  observeCrashPoints((point) => {
    passed.push(point);
    if (point === dieAt) process.kill(process.pid, 'SIGKILL');
  });
  let text = '';
  const print = (more: string): void => {
    text += more;
  };
  const secrets = new Secrets({ masterKey: givenMasterKey(masterKey) });
  const code = await keysCommand(['replace-signer', accountId], { config, secrets }, { print, timing });
  process.send?.({ code, text, passed } satisfies SignerEnd);
};

process.once('message', (start: SignerStart) => void work(start));
process.on('disconnect', () => process.exit(0));
