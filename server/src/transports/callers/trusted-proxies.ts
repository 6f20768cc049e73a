import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Whose X-Forwarded-For is believed. Nobody's, unless the operator names the proxies. */
export class TrustedProxies {
  private readonly list = new BlockList();

  /** Addresses or networks, such as `10.0.0.5, 172.16.0.0/12`. */
  constructor(proxies: string | null | undefined) {
    for (const entry of (proxies ?? '').split(',').map((text) => text.trim())) if (entry) this.add(entry);
  }

  /** The address nearest to us that is no proxy of ours: what stands left of it anybody could have written. */
  addressOf({ socket, headers }: IncomingMessage): string {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    const hops = [socket.remoteAddress ?? '', ...forwarded.map((text) => text.trim()).reverse()].filter(
      (hop) => isIP(hop) !== 0,
    );
    return hops.find((hop) => !this.trusts(hop)) ?? hops.at(-1) ?? 'unknown';
  }

  private add(entry: string): void {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address);
    if (family === 0) throw new Error(`"${entry}" is not an address or network of a proxy.`);
    const kind = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) this.list.addAddress(address, kind);
    else this.list.addSubnet(address, Number(bits), kind);
  }

  private trusts(address: string): boolean {
    return this.list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
}
