import { baseAddress } from '../../kernel/address.js';

/**
 * Whom an allow list lets through: an address that stands on it, letter by letter. A muxed address is one customer of an
 * account, so G… does not stand for its customers, nor one of them for it or for another.
 */
export const isListed = (list: readonly string[], { address }: { address: string }): boolean => list.includes(address);

/**
 * Whom a deny list stops, which is read the stricter way: G… stands for every customer of the account as well, and M… for
 * the account itself where a memo is sent along, since that can name the same customer.
 */
export const isDenied = (list: readonly string[], { address, memo }: { address: string; memo: string }): boolean =>
  list.includes(address) ||
  list.includes(baseAddress(address)) ||
  (memo !== '' && list.some((entry) => entry !== address && baseAddress(entry) === address));
