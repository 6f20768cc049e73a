import { Keypair, nativeToScVal, Operation, xdr } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAll,
  ME,
  OTHER,
  scAddress,
  scAmount,
  tokenCall,
  transferArgs,
  XLM,
} from '../../../test/support/app/operation-samples.js';
import { passphraseOf } from '../../kernel/networks.js';

const call = (args: xdr.ScVal[], auth?: xdr.SorobanAuthorizationEntry[]) =>
  decodeAll([Operation.invokeContractFunction({ ...tokenCall('swap', args), ...(auth && { auth }) })]);
const shown = (args: xdr.ScVal[]): string[] =>
  call(args)
    .operations[0]!.fields.filter(({ label }) => label.startsWith('Argument'))
    .map(({ value }) => value);
const nested = (depth: number): xdr.ScVal =>
  depth === 0 ? xdr.ScVal.scvU32(1) : xdr.ScVal.scvVec([nested(depth - 1)]);

describe('the arguments of a contract call', () => {
  it('are shown to the last digit, byte and character', () => {
    const big = fc.bigInt(-(2n ** 127n), 2n ** 127n - 1n);
    const bytes = fc.uint8Array({ maxLength: 64 });
    fc.assert(
      fc.property(big, bytes, (amount, data) => {
        const args = [scAmount(amount), nativeToScVal(Buffer.from(data))];
        expect(shown(args)).toEqual([amount.toString(), `0x${Buffer.from(data).toString('hex')}`]);
      }),
    );
  });

  it('are shown in their order, whatever kind they are', () => {
    const address = Keypair.random().publicKey();
    const args = [
      scAddress(address),
      xdr.ScVal.scvBool(false),
      xdr.ScVal.scvVoid(),
      xdr.ScVal.scvU64(2n ** 64n - 1n),
      xdr.ScVal.scvMap([new xdr.ScMapEntry({ key: xdr.ScVal.scvSymbol('to'), val: scAddress(OTHER) })]),
      xdr.ScVal.scvVec(null),
      xdr.ScVal.scvLedgerKeyContractInstance(),
    ];
    expect(shown(args)).toEqual([
      ...[address, 'false', 'nothing', '18446744073709551615', `{to: ${OTHER}}`, '[]'],
      expect.stringMatching(/^scvLedgerKeyContractInstance 0x[0-9a-f]+$/),
    ]);
    expect(shown([])).toEqual(['none']);
  });

  it('cannot be taken for something that they are not', () => {
    expect(shown([nativeToScVal(`", ${OTHER}, "`)])).toEqual([`"\\", ${OTHER}, \\""`]);
    expect(shown([xdr.ScVal.scvSymbol('a, 5')])).toEqual(['"a, 5"']);
    expect(shown([xdr.ScVal.scvSymbol('\u202eabc')])).toEqual(['"[U+202E]abc"']);
    expect(shown([xdr.ScVal.scvString(new Uint8Array([0xff]) as never)])).toEqual(['"0xff"']);
  });

  it('that are too long or too deep to read are not cut: nobody can agree to them', () => {
    expect(shown([nested(10)])).toEqual([`${'['.repeat(10)}1${']'.repeat(10)}`]);
    const long = nativeToScVal(Buffer.alloc(4_100));
    const many = Array.from({ length: 200 }, () => scAddress(OTHER));
    for (const args of [[nested(13)], [long], many]) {
      const decoded = call(args);
      expect(decoded.unreadable).toHaveLength(1);
      expect(decoded.operations[0]).toMatchObject({ fields: [], unsized: true });
    }
  });
});

const authOf = (contractFn: xdr.InvokeContractArgs, ...inside: xdr.InvokeContractArgs[]) => {
  const invocation = (fn: xdr.InvokeContractArgs, subInvocations: xdr.SorobanAuthorizedInvocation[]) =>
    new xdr.SorobanAuthorizedInvocation({
      function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(fn),
      subInvocations,
    });
  return new xdr.SorobanAuthorizationEntry({
    credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
    rootInvocation: invocation(
      contractFn,
      inside.map((one) => invocation(one, [])),
    ),
  });
};
const invocationOf = (name: string, args: xdr.ScVal[]): xdr.InvokeContractArgs => {
  const { body } = Operation.invokeContractFunction(tokenCall(name, args));
  const { hostFunction } = (body as { value: xdr.InvokeHostFunctionOp }).value;
  return (hostFunction as { invokeContract: xdr.InvokeContractArgs }).invokeContract;
};

describe('what a contract may do in the name of the account', () => {
  it('is shown with the call, down to the calls within calls', () => {
    const token = XLM.contractId(passphraseOf('LOCAL'));
    const auth = authOf(invocationOf('swap', []), invocationOf('transfer', transferArgs(7n)));
    const { fields } = call([], [auth]).operations[0]!;
    expect(fields.filter(({ label }) => label === 'Lets it call').map(({ value }) => value)).toEqual([
      `swap() of ${token}`,
      `transfer(${ME}, ${OTHER}, 7) of ${token}`,
    ]);
  });

  it('is shown with the ledger at which a permission ends', () => {
    const args = [scAddress(ME), scAddress(OTHER), scAmount(5n), xdr.ScVal.scvU32(77)];
    const { operations } = decodeAll([Operation.invokeContractFunction(tokenCall('approve', args))]);
    expect(operations[0]!.fields).toContainEqual({ label: 'Until ledger', value: '77', kind: 'TEXT' });
  });
});
