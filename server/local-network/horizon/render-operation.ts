// An operation as Horizon shows it: what all have in common, and the details of each kind.
import type { xdr } from '@stellar/stellar-sdk/base';
import type { OperationRecord } from '../history/history.js';
import { accountIdOf, assetPartsOf, baseAccountIdOf, isCredit } from '../ledger/addresses.js';
import { formatStroops, formatTime, link } from './links.js';
import { renderAsset } from './render-account.js';
import { renderMuxed, renderTransaction } from './render-transaction.js';
import { setOptionsDetails } from './set-options-details.js';

type Json = Record<string, unknown>;

export function renderOperation(record: OperationRecord, base: string, joinTransaction: boolean): Json {
  const { transaction } = record;
  const id = record.id.toString();
  const { name, number, details } = describe(record);
  return {
    _links: {
      self: link(base, `/operations/${id}`),
      transaction: link(base, `/transactions/${transaction.frame.hash}`),
      effects: link(base, `/operations/${id}/effects`),
      succeeds: link(base, `/effects?order=desc&cursor=${id}`),
      precedes: link(base, `/effects?order=asc&cursor=${id}`),
    },
    id,
    paging_token: id,
    transaction_successful: transaction.successful,
    source_account: record.sourceId,
    ...renderMuxed('source_account', record.sourceAccount),
    type: name,
    type_i: number,
    created_at: formatTime(transaction.ledger.header.scpValue.closeTime),
    transaction_hash: transaction.frame.hash,
    ...(joinTransaction && { transaction: renderTransaction(transaction, base) }),
    ...details,
  };
}

function describe(record: OperationRecord): { name: string; number: number; details: Json } {
  const { body } = record;
  switch (body.type) {
    case 'createAccount':
      return { name: 'create_account', number: 0, details: createAccountDetails(record, body.value) };
    case 'payment':
      return { name: 'payment', number: 1, details: paymentDetails(record, body.value) };
    case 'setOptions':
      return { name: 'set_options', number: 5, details: setOptionsDetails(body.value) };
    case 'changeTrust':
      return { name: 'change_trust', number: 6, details: changeTrustDetails(record, body.value) };
    default:
      throw new Error(`No ledger holds an operation of kind ${body.type}.`);
  }
}

function createAccountDetails(record: OperationRecord, op: xdr.CreateAccountOp): Json {
  return {
    starting_balance: formatStroops(op.startingBalance),
    funder: record.sourceId,
    ...renderMuxed('funder', record.sourceAccount),
    account: accountIdOf(op.destination),
  };
}

function paymentDetails(record: OperationRecord, op: xdr.PaymentOp): Json {
  return {
    ...renderAsset(assetPartsOf(op.asset)),
    from: record.sourceId,
    ...renderMuxed('from', record.sourceAccount),
    to: baseAccountIdOf(op.destination),
    ...renderMuxed('to', op.destination),
    amount: formatStroops(op.amount),
  };
}

function changeTrustDetails(record: OperationRecord, op: xdr.ChangeTrustOp): Json {
  if (!isCredit(op.line)) throw new Error('Only lines for issued assets are kept.');
  const asset = assetPartsOf(op.line);
  return {
    ...renderAsset(asset),
    limit: formatStroops(op.limit),
    ...(asset.type !== 'native' && { trustee: asset.issuer }),
    trustor: record.sourceId,
    ...renderMuxed('trustor', record.sourceAccount),
  };
}
