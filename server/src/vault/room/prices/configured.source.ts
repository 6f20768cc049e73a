import { z } from 'zod';
import type { NetworkName } from '../../../kernel/config.js';
import { MINUTE_MS } from '../../../kernel/durations.js';
import { Recent } from '../../../kernel/recent.js';
import type { PriceSource, Sample } from '../../../rulebook/facts/price.js';
import { heed, secondsToWait } from '../../../stellar/horizon/host-patience.js';

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 16_384;
const KEPT_MS = MINUTE_MS;

// A number is taken as JSON wrote it down; the price service refuses whatever is no plain decimal.
const answer = z.object({
  usd: z.union([z.string().max(60), z.number()]).transform(String),
  at: z.iso.datetime({ offset: true }),
});

/** Prices of the operator's choice, from an address such as `https://prices.example/{network}/{asset}`. */
export class ConfiguredSource implements PriceSource {
  readonly name: string;
  private readonly samples: Recent<Sample | null>;

  constructor(
    private readonly template: string,
    now: () => Date = () => new Date(),
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.name = new URL(template.replaceAll(/\{\w+\}/g, 'x')).host;
    this.samples = new Recent(KEPT_MS, now);
  }

  quote(asset: string, network: NetworkName): Promise<Sample | null> {
    return this.samples.get(`${network} ${asset}`, () => this.ask(asset, network));
  }

  private async ask(asset: string, network: NetworkName): Promise<Sample | null> {
    const values: Record<string, string> = { asset, network };
    const url = this.template.replaceAll(/\{(asset|network)\}/g, (_all, key: string) =>
      encodeURIComponent(values[key]!),
    );
    if (secondsToWait(url) > 0) throw new Error(`${this.name} asked to be left alone for a while.`);
    const headers = { accept: 'application/json' };
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(this.timeoutMs) });
    heed(url, response);
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${this.name} answered ${response.status}.`);
    const { usd, at } = answer.parse(JSON.parse(await bounded(response)));
    return { usd, at: new Date(at) };
  }
}

const bounded = async ({ body }: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > BYTES_MAX) throw new Error('The answer of the price source is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
