import { FeeBumpTransaction, Keypair, Transaction, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_EVIDENCE, NOW, PASSPHRASES, payment, VaultCase } from '../../../../test/support/app/vault-case.js';
import type { Spend } from '../../contract/person-state.js';
import type { FeeBumpRequest, KeyBinding } from '../../contract/vault.js';

let subject: VaultCase;
let inner: string;
beforeEach(async () => {
  subject = await VaultCase.open();
  inner = await signedBy(subject);
});

const signedBy = async ({ vault, address, ...rest }: VaultCase, envelope = payment(address)): Promise<string> => {
  const request = { binding: rest.binding, sealed: rest.sealed, envelope, grounds: NO_EVIDENCE };
  const { signature } = await vault.sign({ ...request, authority: { kind: 'POLICY', policyVersion: 1 } });
  const transaction = new Transaction(envelope, PASSPHRASES.LOCAL);
  transaction.addSignature(address, signature);
  return transaction.toXdr();
};
const bump = (change: Partial<FeeBumpRequest> = {}) => {
  const { binding, sealed } = subject;
  return subject.vault.signFeeBump({ binding, sealed, inner, fee: '2000', grounds: NO_EVIDENCE, ...change });
};
const refused = (change: Partial<FeeBumpRequest>) =>
  expect(bump(change)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });

describe('a higher fee', () => {
  it('is signed by the same key around the same bytes', async () => {
    const { envelope } = await bump();
    const raised = TransactionBuilder.fromXdr(envelope, PASSPHRASES.LOCAL) as FeeBumpTransaction;
    expect(raised).toBeInstanceOf(FeeBumpTransaction);
    expect(raised).toMatchObject({ feeSource: subject.address, fee: '2000' });
    expect(raised.innerTransaction.toXdr()).toBe(inner);
    const [only, ...none] = raised.signatures;
    expect(none).toEqual([]);
    expect(Keypair.fromPublicKey(subject.address).verify(raised.hash(), only!.signature)).toBe(true);
  });

  it.each([
    ['not above the old one', '100'],
    ['of no more for each operation', '200'],
    ['of a fraction of a stroop for each operation', '2001'],
    ['below zero', '-2000'],
  ])('%s is refused', (_what, fee) => refused({ fee }));

  it('is signed five times, each above the one before, and never a sixth time', async () => {
    for (const fee of ['2000', '20000', '200000', '400000', '600000'])
      await expect(bump({ fee })).resolves.toBeDefined();
    await refused({ fee: '800000' });
  });

  it('that was signed may be signed again, because it may have been lost: the same bytes, counted once', async () => {
    await bump();
    const [again, more] = [await bump({ fee: '4000' }), await bump({ fee: '4000' })];
    expect(more.envelope).toBe(again.envelope);
    expect(more.state.state.spends).toEqual(again.state.state.spends);
    const [{ raised, outflows }] = more.state.state.spends as [Spend];
    expect([raised, outflows.slice(-2)]).toEqual([
      ['2000', '4000'],
      [
        { asset: 'XLM', amount: '1900' },
        { asset: 'XLM', amount: '2000' },
      ],
    ]);
  });

  it('below one that was signed before is refused', async () => {
    await bump({ fee: '20000' });
    await refused({ fee: '2000' });
  });

  it.each<[string, () => Promise<string>]>([
    ['nobody has signed', async () => payment(subject.address)],
    ['another key has signed', async () => signedBy(await VaultCase.open({ ...subject.binding, accountId: 'acc_b' }))],
    [
      'was signed and then changed',
      async () => {
        const { signatures } = new Transaction(inner, PASSPHRASES.LOCAL);
        const other = new Transaction(payment(subject.address, { amount: '6' }), PASSPHRASES.LOCAL);
        other.signatures.push(...signatures);
        return other.toXdr();
      },
    ],
    [
      'carries a second signature',
      async () => {
        const transaction = new Transaction(inner, PASSPHRASES.LOCAL);
        transaction.sign(Keypair.random());
        return transaction.toXdr();
      },
    ],
  ])('around bytes that %s is refused', async (_what, bytes) => {
    inner = await bytes();
    await refused({});
  });

  it('around bytes that are valid for too long is refused', async () => {
    const seed = Keypair.random();
    const long = new Transaction(
      payment(seed.publicKey(), { maxTime: NOW.getTime() / 1000 + 3_000 }),
      PASSPHRASES.LOCAL,
    );
    long.sign(seed);
    await refused({ inner: long.toXdr() });
  });

  it.each<[string, Partial<KeyBinding>]>([
    ['user', { userId: 'usr_b' }],
    ['account', { accountId: 'acc_b' }],
    ['network', { network: 'TESTNET' }],
  ])('for another %s is refused', (_what, change) => refused({ binding: { ...subject.binding, ...change } }));

  it('around what is no transaction is refused with a sentence', async () => {
    await expect(bump({ inner: 'AAAA' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(bump({ inner: (await bump()).envelope })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
