import { baseAddress } from '../../kernel/address.js';

const ENDS = 4;
const start = (address: string): string => address.slice(1, 1 + ENDS);
const end = (address: string): string => address.slice(-ENDS);

/**
 * The known address that `address` could be mistaken for: people compare the first and last letters only, and thieves
 * make addresses that share them. The leading G is the same for all and does not count.
 */
export const lookalike = (address: string, knownAddresses: Iterable<string>): string | null => {
  const base = baseAddress(address);
  const known = [...knownAddresses].map(baseAddress);
  if (known.includes(base)) return null;
  return known.find((other) => start(other) === start(base) && end(other) === end(base)) ?? null;
};
