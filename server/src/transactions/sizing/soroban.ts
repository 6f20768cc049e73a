import { Address, type xdr } from '@stellar/stellar-sdk/base';
import type { DecodedField } from '../decoded.js';
import { addressField, amountFields, comesBack, money, nameOf, othersOf, STILL, textField } from './fields.js';
import type { Row, Rows, SizingContext } from './sized.js';
import { movesOf, type TokenMove } from './token-moves.js';
import { visible } from './visible.js';

const invokeHostFunction: Row<'invokeHostFunction'> = (operation, context) => {
  const moves = movesOf(operation, context);
  if (!moves) return { ...unknownCall(operation.func), ...UNKNOWN, unsized: true };
  return {
    name: 'Token call',
    intent: moves.map((move) => says(move, context)).join('; '),
    fields: moves.flatMap((move) => moveFields(move, context)),
    outflows: moves.map(({ asset, amount }) => ({ asset, amount })),
    counterparty: 'named',
    brings: moves.flatMap(({ to, kind, ...move }) => (kind === 'transfer' ? comesBack(to, [move], context) : [])),
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

const says = ({ kind, asset, amount, to }: TokenMove, context: SizingContext): string =>
  kind === 'transfer'
    ? `Send ${money(amount, asset, context)} to ${nameOf(to, context)}`
    : `Let ${nameOf(to, context)} take up to ${money(amount, asset, context)} later`;

const moveFields = ({ kind, asset, amount, to }: TokenMove, context: SizingContext): DecodedField[] => [
  ...amountFields(kind === 'transfer' ? 'Amount' : 'May take', amount, asset, context),
  addressField(kind === 'transfer' ? 'To' : 'Who', to),
];

const unknownCall = (func: xdr.HostFunction) => {
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
          textField('Arguments', String(args.length)),
        ],
      };
    }
    case 'hostFunctionTypeUploadContractWasm':
      return {
        name: 'Upload contract code',
        intent: 'Store the code of a contract on the ledger',
        fields: [textField('Size', `${func.wasm.length} bytes`)],
      };
    case 'hostFunctionTypeCreateContract':
    case 'hostFunctionTypeCreateContractV2':
      return {
        name: 'Create contract',
        intent: 'Create a contract, which may run code of its own at once',
        fields: [textField('Effect', 'not known')],
      };
  }
};

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
