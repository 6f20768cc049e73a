import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDenied, isListed } from './lists.js';

const [G, OTHER] = [Keypair.random().publicKey(), Keypair.random().publicKey()];
const muxed = (base: string, customer: string): string =>
  new MuxedAccount(new Account(base, '0'), customer).accountId();
const [M1, M2] = [muxed(G, '1'), muxed(G, '2')];
const ALL = [G, M1, M2, OTHER, muxed(OTHER, '1')];

describe('an allow list', () => {
  it('lets an address through that stands on it, and no other', () => {
    fc.assert(
      fc.property(fc.subarray(ALL), fc.constantFrom(...ALL), (list, address) => {
        expect(isListed(list, { address })).toBe(list.some((entry) => entry === address));
      }),
    );
  });
});

describe('a deny list', () => {
  it.each([
    ['an account', { entry: G, address: G, memo: '', stops: true }],
    ['an account, for its customers', { entry: G, address: M1, memo: '', stops: true }],
    ['an account, with any memo', { entry: G, address: G, memo: 'ID:5', stops: true }],
    ['a customer', { entry: M1, address: M1, memo: '', stops: true }],
    ['a customer, for the account with the memo that names them', { entry: M1, address: G, memo: 'ID:1', stops: true }],
    ['a customer, for the account with any memo, which might', { entry: M1, address: G, memo: 'TEXT:31', stops: true }],
    ['a customer, and not the account alone', { entry: M1, address: G, memo: '', stops: false }],
    ['a customer, and not another one', { entry: M1, address: M2, memo: '', stops: false }],
    ['an account, and not another one', { entry: G, address: OTHER, memo: 'ID:1', stops: false }],
  ])('stops %s', (_what, { entry, address, memo, stops }) => {
    expect(isDenied([entry], { address, memo })).toBe(stops);
  });

  it('stops no less where it is longer', () => {
    fc.assert(
      fc.property(
        fc.subarray(ALL),
        fc.subarray(ALL),
        fc.constantFrom(...ALL),
        fc.constantFrom('', 'ID:1'),
        (a, b, address, memo) => {
          if (isDenied(a, { address, memo })) expect(isDenied([...a, ...b], { address, memo })).toBe(true);
        },
      ),
    );
  });
});
