import { Address, type OperationRecord, StrKey, scValToBigInt, type xdr } from '@stellar/stellar-sdk/base';
import { MAX_STROOPS } from '../../kernel/amount.js';
import { canonicalAsset, knownCodes, toSdkAsset } from '../../kernel/assets.js';
import type { SizingContext } from './sized.js';

/** Money that a call of an asset's own contract moves, or lets somebody move. */
export type TokenMove = {
  kind: 'transfer' | 'approve';
  asset: string;
  amount: bigint;
  to: string;
  /** The ledger up to which somebody may take it; null where it goes at once. */
  until: number | null;
};

type Call = Extract<OperationRecord, { type: 'invokeHostFunction' }>;

/**
 * All that a contract call may move from the account, or null where it may do anything else. The account signs the
 * whole tree of authorizations, so each call in it counts, whether or not the contract will make it.
 */
export const movesOf = ({ func, auth = [] }: Call, context: SizingContext): TokenMove[] | null => {
  if (func.type !== 'hostFunctionTypeInvokeContract') return null;
  const root = readMove(func.invokeContract, context);
  if (!root || auth.some(({ credentials }) => credentials.type !== 'sorobanCredentialsSourceAccount')) return null;
  const calls = auth.flatMap(({ rootInvocation }) => callsIn(rootInvocation));
  const moves = calls.map((call) => call && readMove(call, context));
  if (!moves.every((move) => move !== null)) return null;
  const called = func.invokeContract.toXdr('base64');
  const authorized = auth.some(({ rootInvocation }) => contractCall(rootInvocation)?.toXdr('base64') === called);
  return authorized ? moves : [root, ...moves];
};

const callsIn = (invocation: xdr.SorobanAuthorizedInvocation): (xdr.InvokeContractArgs | null)[] => [
  contractCall(invocation),
  ...invocation.subInvocations.flatMap(callsIn),
];

const contractCall = ({ function: called }: xdr.SorobanAuthorizedInvocation): xdr.InvokeContractArgs | null =>
  called.type === 'sorobanAuthorizedFunctionTypeContractFn' ? called.contractFn : null;

const readMove = (call: xdr.InvokeContractArgs, context: SizingContext): TokenMove | null => {
  const asset = assetByContract(context).get(Address.fromScAddress(call.contractAddress).toString());
  const kind = KINDS.find(([name, count]) => call.functionName.toString() === name && call.args.length === count)?.[0];
  const [from, to] = [addressIn(call.args[0]), addressIn(call.args[1])];
  const amount = amountIn(call.args[2]);
  const until = untilIn(call.args[3]);
  if (!asset || !kind || from !== context.account || !to || amount === null) return null;
  if ((kind === 'approve') !== (until !== null)) return null;
  return { kind, asset, amount, to, until };
};

const KINDS: ['transfer' | 'approve', number][] = [
  ['transfer', 3],
  ['approve', 4],
];

/** Contracts of the well-known assets: theirs is the host's own code, so what it does is known. */
const assetByContract = ({ network, passphrase }: SizingContext): Map<string, string> =>
  new Map(
    knownCodes(network).map((code) => {
      const asset = canonicalAsset(code, network);
      return [toSdkAsset(asset).contractId(passphrase), asset];
    }),
  );

// What a contract may do with money that it has received is unknown, so only accounts count.
const addressIn = (value: xdr.ScVal | undefined): string | null => {
  if (value?.type !== 'scvAddress') return null;
  const address = Address.fromScAddress(value.address).toString();
  return StrKey.isValidEd25519PublicKey(address) || StrKey.isValidMed25519PublicKey(address) ? address : null;
};

const untilIn = (value: xdr.ScVal | undefined): number | null => (value?.type === 'scvU32' ? value.u32 : null);

// A classic asset has no amounts below 0 or above 64 bits.
const amountIn = (value: xdr.ScVal | undefined): bigint | null => {
  if (value?.type !== 'scvI128') return null;
  const amount = scValToBigInt(value);
  return amount >= 0n && amount <= MAX_STROOPS ? amount : null;
};
