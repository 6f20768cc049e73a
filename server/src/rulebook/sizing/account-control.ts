import { addressField, addressName, othersOf, STILL, said, textField } from './fields.js';
import { setOptions } from './set-options.js';
import type { Row, Rows } from './sized.js';
import { visible, visibleBytes } from './visible.js';

// How much leaves is known only when it happens, so it counts as unsized besides.
const accountMerge: Row<'accountMerge'> = ({ destination }, context) => ({
  name: 'Account merge',
  intent: said`Close this account and send all its XLM to ${addressName(destination, context)}`,
  fields: [addressField('To', destination), textField('Leaves', 'Drains the account: all the XLM it holds by then')],
  counterparty: 'named',
  brings: [],
  reserves: 0,
  destinations: othersOf([destination], context),
  drains: true,
  changesControl: true,
  unsized: true,
});

/** Each transaction uses up one number, and after the last there is no other. */
const LAST_NUMBER = 2n ** 63n - 1n;
/** An account with fewer left than this is as good as closed. */
const NUMBERS_MIN = 1_000_000n;

const bumpSequence: Row<'bumpSequence'> = ({ bumpTo }) => {
  const left = LAST_NUMBER - BigInt(bumpTo);
  const isLast = left < NUMBERS_MIN;
  const locked =
    left === 0n ? 'nobody can ever sign for it again' : `no more than ${left} of its transactions are left`;
  return {
    name: 'Bump sequence',
    intent: `Move the account's sequence number to ${bumpTo}, which ${isLast ? 'locks the account for ever' : 'can block the account'}`,
    fields: [textField('Sequence number', bumpTo), ...(isLast ? [textField('Locks the account', locked)] : [])],
    ...STILL,
    locksForEver: isLast ? `This locks the account for ever: ${locked}.` : null,
    changesControl: true,
  };
};

const manageData: Row<'manageData'> = ({ name, value }) => ({
  name: 'Manage data',
  intent: value === undefined ? `Remove the data entry "${visible(name)}"` : `Set the data entry "${visible(name)}"`,
  fields: [textField('Name', name), textField('Value', value === undefined ? 'removed' : visibleBytes(value))],
  ...STILL,
  // Whether an entry of this name is there already the bytes do not tell: then it would lock nothing more.
  reserves: value === undefined ? -1 : 1,
});

const inflation: Row<'inflation'> = () => ({
  name: 'Inflation',
  intent: 'Run inflation, which the network no longer has',
  fields: [textField('Effect', 'none')],
  ...STILL,
});

export const accountRows: Rows<'accountMerge' | 'bumpSequence' | 'manageData' | 'inflation' | 'setOptions'> = {
  accountMerge,
  bumpSequence,
  manageData,
  inflation,
  setOptions,
};
