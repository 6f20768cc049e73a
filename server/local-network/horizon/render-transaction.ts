// A transaction as Horizon shows it.
import type { xdr } from '@stellar/stellar-sdk/base';
import type { TransactionRecord } from '../history/history.js';
import { muxedPartsOf } from '../ledger/addresses.js';
import { formatTime, link, pagedLink } from './links.js';
import { renderSignerKey } from './signer-key.js';

type Json = Record<string, unknown>;

/** `askedHash` is the hash the client asked by: a fee bump answers to its inner hash too, and then shows that one. */
export function renderTransaction(record: TransactionRecord, base: string, askedHash = record.frame.hash): Json {
  const { frame, closed, ledger } = record;
  const pagingToken = record.id.toString();
  return {
    ...renderMemo(frame.tx.memo),
    _links: transactionLinks(base, { hash: askedHash, sourceId: frame.sourceId, ledgerSeq: ledger.seq, pagingToken }),
    id: askedHash,
    paging_token: pagingToken,
    successful: record.successful,
    hash: askedHash,
    ledger: ledger.seq,
    created_at: formatTime(ledger.header.scpValue.closeTime),
    source_account: frame.sourceId,
    ...renderMuxed('account', frame.tx.sourceAccount),
    source_account_sequence: frame.tx.seqNum.toString(),
    fee_account: frame.feeSourceId,
    ...renderMuxed('fee_account', frame.feeBump?.feeSource ?? frame.tx.sourceAccount),
    fee_charged: record.result.feeCharged.toString(),
    max_fee: frame.feeBid.toString(),
    operation_count: frame.tx.operations.length,
    envelope_xdr: closed.envelope,
    result_xdr: closed.result,
    result_meta_xdr: closed.meta,
    fee_meta_xdr: closed.feeMeta,
    ...renderSignatures(record, askedHash),
    ...renderPreconditions(frame.tx.cond),
  };
}

/** An M... address next to the plain one, or nothing. */
export function renderMuxed(field: string, account: xdr.MuxedAccount): Json {
  const muxed = muxedPartsOf(account);
  return muxed ? { [`${field}_muxed`]: muxed.address, [`${field}_muxed_id`]: muxed.id } : {};
}

function renderMemo(memo: xdr.Memo): Json {
  switch (memo.type) {
    case 'memoNone':
      return { memo_type: 'none' };
    case 'memoText': {
      const bytes = Buffer.from(memo.text.bytes);
      return { memo_type: 'text', memo: bytes.toString('utf8'), memo_bytes: bytes.toString('base64') };
    }
    case 'memoId':
      return { memo_type: 'id', memo: memo.id.toString() };
    case 'memoHash':
      return { memo_type: 'hash', memo: base64(memo.hash.toBytes()) };
    case 'memoReturn':
      return { memo_type: 'return', memo: base64(memo.retHash.toBytes()) };
  }
}

function renderSignatures({ frame }: TransactionRecord, askedHash: string): Json {
  const inner = frame.signatures.map(renderSignature);
  if (!frame.feeBump) return { signatures: inner };
  const outer = frame.feeBump.signatures.map(renderSignature);
  return {
    signatures: askedHash === frame.hash ? outer : inner,
    fee_bump_transaction: { hash: frame.hash, signatures: outer },
    inner_transaction: {
      hash: Buffer.from(frame.contentHash).toString('hex'),
      signatures: inner,
      max_fee: frame.tx.fee.toString(),
    },
  };
}

function renderSignature({ signature }: xdr.DecoratedSignature): string {
  return base64(signature.toBytes());
}

function renderPreconditions(cond: xdr.Preconditions): Json {
  if (cond.type === 'precondNone') return {};
  if (cond.type === 'precondTime') return { preconditions: { timebounds: renderTimeBounds(cond.value) } };
  const { timeBounds, ledgerBounds, minSeqNum, minSeqAge, minSeqLedgerGap, extraSigners } = cond.value;
  return {
    preconditions: {
      ...(timeBounds && { timebounds: renderTimeBounds(timeBounds) }),
      ...(ledgerBounds && {
        ledgerbounds: { min_ledger: ledgerBounds.minLedger, max_ledger: ledgerBounds.maxLedger },
      }),
      ...(minSeqNum !== null && { min_account_sequence: minSeqNum.toString() }),
      ...(minSeqAge > 0n && { min_account_sequence_age: minSeqAge.toString() }),
      ...(minSeqLedgerGap > 0 && { min_account_sequence_ledger_gap: minSeqLedgerGap }),
      ...(extraSigners.length > 0 && { extra_signers: extraSigners.map((key) => renderSignerKey(key).key) }),
    },
  };
}

function renderTimeBounds({ minTime, maxTime }: xdr.TimeBounds): Json {
  return { min_time: minTime.toString(), ...(maxTime > 0n && { max_time: maxTime.toString() }) };
}

type Linked = { hash: string; sourceId: string; ledgerSeq: number; pagingToken: string };

function transactionLinks(base: string, { hash, sourceId, ledgerSeq, pagingToken }: Linked): Json {
  const self = link(base, `/transactions/${hash}`);
  return {
    self,
    account: link(base, `/accounts/${sourceId}`),
    ledger: link(base, `/ledgers/${ledgerSeq}`),
    operations: pagedLink(base, `/transactions/${hash}/operations`),
    effects: pagedLink(base, `/transactions/${hash}/effects`),
    precedes: link(base, `/transactions?order=asc&cursor=${pagingToken}`),
    succeeds: link(base, `/transactions?order=desc&cursor=${pagingToken}`),
    transaction: self,
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
