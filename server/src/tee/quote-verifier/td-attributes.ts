import { need } from './refuted.js';

const DEBUG = 1n << 0n;
const SEPT_VE_DISABLE = 1n << 28n;
const MIGRATABLE = 1n << 29n;
// Protection keys, key locker and performance counters may be on or off.
const KNOWN = SEPT_VE_DISABLE | (1n << 30n) | (1n << 31n) | (1n << 63n);

/** A machine whose memory its host can read or move proves nothing about what happens in it. */
export const assertSealedMachine = (attributes: bigint): string => {
  need((attributes & DEBUG) === 0n, 'The machine runs in debug mode: its host can read all of its memory.');
  need((attributes & MIGRATABLE) === 0n, 'The machine can be moved to another host together with its memory.');
  need((attributes & SEPT_VE_DISABLE) !== 0n, 'The host may fool the machine about its pages of memory.');
  need((attributes & ~KNOWN) === 0n, `The machine has attributes that are not known: ${attributes.toString(16)}.`);
  return 'No debug mode, and the host can neither read nor move the machine’s memory.';
};
