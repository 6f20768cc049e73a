import { encodeMuxedAccountToAddress, Operation, type xdr } from '@stellar/stellar-sdk/base';
import { accountRows } from './account-control.js';
import { claimableBalanceRows } from './claimable-balances.js';
import { addressField, said } from './fields.js';
import { offerRows } from './offers.js';
import { paymentRows } from './payments.js';
import { poolRows } from './pools.js';
import type { Counterparty, Row, Sized, SizingContext, SizingTable } from './sized.js';
import { sorobanRows } from './soroban.js';
import { sponsorshipRows } from './sponsorship.js';
import { trustRows } from './trust.js';

/** One row for every type of operation. */
export const SIZING: SizingTable = {
  ...paymentRows,
  ...offerRows,
  ...trustRows,
  ...accountRows,
  ...claimableBalanceRows,
  ...poolRows,
  ...sponsorshipRows,
  ...sorobanRows,
};

const NOTHING = {
  outflows: [],
  destinations: [],
  unknownTrust: null,
  burns: [],
  claims: [],
  drains: false,
  locksForEver: null,
  changesControl: false,
  unsized: false,
  unreadable: false,
};

/** Nobody can tell what it takes, what it brings, or whom it pays. */
const ANYBODY: Counterparty = { market: { pays: null, least: null, assets: [], stays: false } };

/** Sizes one operation. Never throws: what cannot be read is unsized. */
export const size = (operation: xdr.Operation, context: SizingContext): Sized => {
  try {
    return ofSource(operation, { ...NOTHING, ...sizeBody(operation, context) }, context);
  } catch {
    // An asset code that is none, an amount below 0, a type that the SDK does not know: nobody can say what it costs.
    return unreadable(operation);
  }
};

const sizeBody = (operation: xdr.Operation, context: SizingContext): ReturnType<Row<never>> => {
  const record = Operation.fromXdrObject(operation);
  const row = SIZING[record.type] as Row<typeof record.type>;
  return row(record as never, context, operation.body);
};

// An operation may name another account as its source, whose money and caps are not counted here.
const ofSource = ({ sourceAccount }: xdr.Operation, sized: Sized, context: SizingContext): Sized => {
  const source = sourceAccount && encodeMuxedAccountToAddress(sourceAccount);
  if (!source || source === context.account) return sized;
  return {
    ...sized,
    intent: said`In the name of another account: ${sized.intent}`,
    fields: [addressField('Acts for', source), ...sized.fields],
    // Its reserves are its own, unless this account bears them.
    reserves: context.sponsors ? sized.reserves : 0,
    unsized: true,
  };
};

// Without fields on purpose: the approval lets nobody agree to what it cannot show.
const unreadable = ({ body }: xdr.Operation): Sized => ({
  ...NOTHING,
  name: body.type,
  intent: `Tuxedo cannot read this operation (${body.type})`,
  fields: [],
  counterparty: ANYBODY,
  brings: null,
  reserves: 0,
  unsized: true,
  unreadable: true,
});
