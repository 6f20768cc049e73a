import type { Network } from '../../kernel/networks.js';
import { passphraseOf } from '../../kernel/networks.js';
import { type Reading, readIntent } from '../../rulebook/decode.js';

const KEPT_MAX = 200;

/**
 * What the server has read from bytes. The same bytes always say the same, so they are not read again from step to step of one
 * payment; the vault reads them for itself, and that is the proof.
 */
export class IntentReadings {
  private readonly kept = new Map<string, Reading>();

  of(intent: string, network: Network): Reading {
    const key = `${network} ${intent}`;
    const known = this.kept.get(key);
    if (known) return known;
    const reading = readIntent(intent, passphraseOf(network), network);
    const [oldest] = this.kept.keys();
    if (this.kept.size >= KEPT_MAX && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(key, reading);
    return reading;
  }
}
