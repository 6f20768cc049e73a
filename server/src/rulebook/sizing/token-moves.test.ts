import { Operation, xdr } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import {
  decodeAll,
  ME,
  OTHER,
  odd,
  scAddress,
  scAmount,
  THIRD,
  tokenCall,
  transferArgs,
  USDC,
  usdc,
} from '../../../test/support/app/operation-samples.js';
import { MAX_STROOPS } from '../../kernel/amount.js';
import { passphraseOf } from '../../kernel/networks.js';

const LOCAL = passphraseOf('LOCAL');
const CONTRACT = odd.contractId(LOCAL);
type Call = ReturnType<typeof tokenCall>;

const argsOf = ({ contract, function: functionName, args }: Call): xdr.InvokeContractArgs => {
  const { body } = Operation.invokeContractFunction({ contract, function: functionName, args });
  return (body as { value: xdr.InvokeHostFunctionOp }).value.hostFunction.value as xdr.InvokeContractArgs;
};
const node = (call: Call, ...subInvocations: xdr.SorobanAuthorizedInvocation[]): xdr.SorobanAuthorizedInvocation =>
  new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(argsOf(call)),
    subInvocations,
  });
const signed = (
  rootInvocation: xdr.SorobanAuthorizedInvocation,
  credentials: xdr.SorobanCredentials = xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
) => new xdr.SorobanAuthorizationEntry({ credentials, rootInvocation });
const decoded = (call: Call, auth: xdr.SorobanAuthorizationEntry[] = []) =>
  decodeAll([Operation.invokeContractFunction({ ...call, auth })]);
const spent = (call: Call, auth?: xdr.SorobanAuthorizationEntry[]) =>
  decoded(call, auth).outflows.map(({ asset, amount, fee }) => [asset, amount - fee]);

const transfer = (amount: bigint, change: { to?: string; from?: string; contract?: string } = {}): Call =>
  tokenCall('transfer', transferArgs(amount, change.to, change.from), change.contract);

describe('a call of a contract', () => {
  it('that sends a well-known asset is sized, the same with its authorization', () => {
    const call = transfer(7n, { contract: usdc.contractId(LOCAL) });
    for (const auth of [[], [signed(node(call))]]) {
      expect(spent(call, auth)).toEqual([
        [USDC, 7n],
        ['XLM', 0n],
      ]);
      expect(decoded(call, auth)).toMatchObject({
        unsized: [],
        controlChanges: [],
        destinations: [OTHER],
        summary: 'Send 0.0000007 USDC to Other',
      });
    }
  });

  it('counts all that the tree of authorizations allows', () => {
    const [small, large] = [transfer(1n), transfer(1000n, { to: THIRD })];
    expect(spent(small, [signed(node(small, node(large)))])).toEqual([['XLM', 1001n]]);
    expect(spent(small, [signed(node(large))])).toEqual([['XLM', 1001n]]);
    expect(decoded(small, [signed(node(large))]).destinations).toEqual([OTHER, THIRD]);
  });

  it('that lets somebody take money later is sized, and changes control', () => {
    const approval = [scAddress(ME), scAddress(OTHER), scAmount(50n), xdr.ScVal.scvU32(9000)];
    const call = tokenCall('approve', approval);
    expect(spent(call)).toEqual([['XLM', 50n]]);
    expect(decoded(call)).toMatchObject({
      controlChanges: ['Token call'],
      destinations: [OTHER],
      summary: 'Let Other take up to 0.000005 XLM later',
    });
  });

  const address = xdr.SorobanCredentials.sorobanCredentialsAddress(
    new xdr.SorobanAddressCredentials({
      address: (scAddress(ME) as { address: xdr.ScAddress }).address,
      nonce: 1n,
      signatureExpirationLedger: 1,
      signature: xdr.ScVal.scvVoid(),
    }),
  );
  it.each<[string, Call, xdr.SorobanAuthorizationEntry[]]>([
    ['an unknown contract', transfer(1n, { contract: CONTRACT }), []],
    ['another function', tokenCall('burn', transferArgs(1n)), []],
    ['too few arguments', tokenCall('approve', transferArgs(1n)), []],
    ['the money of somebody else', transfer(1n, { from: THIRD }), []],
    ['a contract as receiver', transfer(1n, { to: CONTRACT }), []],
    ['an amount below 0', transfer(-1n), []],
    ['more than a ledger can hold', transfer(MAX_STROOPS + 1n), []],
    [
      'an authorization of more',
      transfer(1n),
      [signed(node(transfer(1n), node(transfer(1n, { contract: CONTRACT }))))],
    ],
    ['an authorization that is signed apart', transfer(1n), [signed(node(transfer(1n)), address)]],
  ])('with %s is not sized', (_what, call, auth) => {
    expect(decoded(call, auth)).toMatchObject({ unsized: ['Contract call'], destinations: [] });
    expect(spent(call, auth)).toEqual([['XLM', 0n]]);
  });

  it('that makes or stores a contract is not sized', () => {
    const operations = [
      Operation.uploadContractWasm({ wasm: new Uint8Array(9) }),
      Operation.createStellarAssetContract({ asset: odd }),
    ];
    expect(decodeAll(operations).unsized).toEqual(['Upload contract code', 'Create contract']);
  });
});
