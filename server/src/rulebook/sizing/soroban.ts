import { createHash } from 'node:crypto';
import { Address, type xdr } from '@stellar/stellar-sdk/base';
import type { DecodedField } from '../facts/decoded.js';
import { argumentTexts, assertReadable, callText } from './contract-values.js';
import {
  addressField,
  addressName,
  amountFields,
  burned,
  burnFields,
  comesBack,
  moneyText,
  othersOf,
  STILL,
  said,
  textField,
} from './fields.js';
import type { Row, Rows, Sentence, SizingContext } from './sized.js';
import { movesOf, type TokenMove } from './token-moves.js';
import { visible } from './visible.js';

const invokeHostFunction: Row<'invokeHostFunction'> = (operation, context) => {
  const moves = movesOf(operation, context);
  if (!moves) return { ...unknownCall(operation), ...UNKNOWN, unsized: true };
  const sentences = moves.map((move) => says(move, context));
  return {
    name: 'Token call',
    intent: (labels) => sentences.map((one) => one(labels)).join('; '),
    fields: moves.flatMap((move) => moveFields(move, context)),
    outflows: moves.map(({ asset, amount }) => ({ asset, amount })),
    burns: moves.flatMap((move) => burned([move.to], move, context)),
    counterparty: 'named',
    brings: moves.flatMap(({ to, kind, asset, amount }) =>
      kind === 'transfer' ? comesBack(to, [{ asset, amount }], context) : [],
    ),
    reserves: 0,
    destinations: othersOf(
      moves.map(({ to }) => to),
      context,
    ),
    // A permission outlives this transaction, and a freeze does not stop who holds it.
    changesControl: moves.some(({ kind }) => kind === 'approve'),
  };
};

/** A contract may pay anybody, whatever its arguments say. */
const UNKNOWN = {
  counterparty: { market: { pays: null, least: null, assets: [], stays: false } },
  brings: null,
  reserves: 0,
};

const says = ({ kind, asset, amount, to }: TokenMove, context: SizingContext): Sentence =>
  kind === 'transfer'
    ? said`Send ${moneyText(amount, asset, context)} to ${addressName(to, context)}`
    : said`Let ${addressName(to, context)} take up to ${moneyText(amount, asset, context)} later`;

const moveFields = ({ kind, asset, amount, to, until }: TokenMove, context: SizingContext): DecodedField[] => [
  ...amountFields(kind === 'transfer' ? 'Amount' : 'May take', { amount, asset }, context),
  addressField(kind === 'transfer' ? 'To' : 'Who', to),
  ...(until === null ? [] : [textField('Until ledger', String(until))]),
  ...burnFields(burned([to], { asset, amount }, context), context),
];

type Invocation = Parameters<Row<'invokeHostFunction'>>[0];

/** All that a call says, whole: the contract, every argument, and every call that the account lets it make. */
const unknownCall = ({ func, auth = [] }: Invocation) => {
  const authorized = auth.flatMap(({ rootInvocation }) => authorizedCalls(rootInvocation));
  const { fields: called, ...call } = hostFunction(func);
  const fields = [...called, ...authorized.map((text) => textField('Lets it call', text))];
  assertReadable(fields);
  return { ...call, fields };
};

const hostFunction = (func: xdr.HostFunction) => {
  switch (func.type) {
    case 'hostFunctionTypeInvokeContract': {
      const { contractAddress, functionName, args } = func.invokeContract;
      const name = visible(functionName.toString());
      return {
        name: 'Contract call',
        intent: `Call "${name}" of a contract; what it may take is not known`,
        fields: [
          addressField('Contract', Address.fromScAddress(contractAddress).toString()),
          textField('Function', functionName.toString()),
          ...argumentFields(args),
        ],
      };
    }
    case 'hostFunctionTypeUploadContractWasm':
      return {
        name: 'Upload contract code',
        intent: 'Store the code of a contract on the ledger',
        fields: [textField('Size', `${func.wasm.length} bytes`), textField('SHA-256', hashOf(func.wasm))],
      };
    case 'hostFunctionTypeCreateContract':
      return creation(func.createContract, []);
    case 'hostFunctionTypeCreateContractV2':
      return creation(func.createContractV2, func.createContractV2.constructorArgs);
  }
};

const creation = ({ executable, contractIdPreimage }: xdr.CreateContractArgs, args: readonly xdr.ScVal[]) => ({
  name: 'Create contract',
  intent: 'Create a contract, which may run code of its own at once',
  fields: [
    textField('Code', codeOf(executable)),
    textField(
      'Made by',
      contractIdPreimage.type === 'contractIdPreimageFromAddress'
        ? Address.fromScAddress(contractIdPreimage.fromAddress.address).toString()
        : 'the asset whose contract it is',
    ),
    ...argumentFields(args),
  ],
});

const codeOf = (executable: xdr.ContractExecutable): string => {
  if (executable.type === 'contractExecutableWasm') return Buffer.from(executable.wasmHash.toBytes()).toString('hex');
  return executable.type === 'contractExecutableStellarAsset' ? 'the network’s own, for an asset' : executable.type;
};

const argumentFields = (args: readonly xdr.ScVal[]): DecodedField[] =>
  args.length === 0
    ? [textField('Arguments', 'none')]
    : argumentTexts(args).map((text, index) => textField(`Argument ${index + 1}`, text));

const authorizedCalls = ({ function: called, subInvocations }: xdr.SorobanAuthorizedInvocation): string[] => [
  called.type === 'sorobanAuthorizedFunctionTypeContractFn'
    ? `${callText(called.contractFn)} of ${Address.fromScAddress(called.contractFn.contractAddress).toString()}`
    : 'the creation of a contract',
  ...subInvocations.flatMap(authorizedCalls),
];

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const extendFootprintTtl: Row<'extendFootprintTtl'> = ({ extendTo }) => ({
  name: 'Extend lifetime',
  intent: `Pay for contract data to stay at least ${extendTo} ledgers longer`,
  fields: [textField('Ledgers', String(extendTo)), textField('Costs', 'the network fee only')],
  ...STILL,
});

const restoreFootprint: Row<'restoreFootprint'> = () => ({
  name: 'Restore data',
  intent: 'Pay for archived contract data to come back',
  fields: [textField('Costs', 'the network fee only')],
  ...STILL,
});

export const sorobanRows: Rows<'invokeHostFunction' | 'extendFootprintTtl' | 'restoreFootprint'> = {
  invokeHostFunction,
  extendFootprintTtl,
  restoreFootprint,
};
