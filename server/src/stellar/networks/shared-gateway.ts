import type { StellarGateway } from '../gateway.js';
import type { NetworkShares } from './network-shares.js';

/** What changes something: asked twice is meant twice. */
const ACTS: ReadonlySet<string | symbol> = new Set(['submit', 'fund']);

/** A network as callers reach it. Every method counts, also one that is added later. */
export const sharedGateway = (gateway: StellarGateway, shares: NetworkShares): StellarGateway =>
  new Proxy(gateway, {
    get: (_target, name) => {
      const value: unknown = Reflect.get(gateway, name, gateway);
      if (typeof value !== 'function' || name === 'constructor') return value;
      return (...args: unknown[]): Promise<unknown> =>
        shares.ask(ACTS.has(name) ? null : keyOf(name, args), () => value.apply(gateway, args));
    },
  });

// Numbers of accounts are wider than what JSON can tell apart.
const keyOf = (name: string | symbol, args: unknown[]): string =>
  `${String(name)} ${JSON.stringify(args, (_key, value) => (typeof value === 'bigint' ? `${value}n` : value))}`;
