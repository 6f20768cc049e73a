import { encodeMuxedAccountToAddress, xdr } from '@stellar/stellar-sdk/base';
import { isWellKnown, NATIVE } from '../kernel/assets.js';
import type { Network } from '../kernel/networks.js';
import type { DecodedOperation } from './facts/decoded.js';
import { keyOfMemo } from './facts/memo.js';
import type { ClaimFact, FeeFact, Outflow, TradeFact } from './facts/policy.js';
import { BASE_RESERVE } from './facts/reserve.js';
import { effectsOf, lockedBy, sumOf } from './sizing/effects.js';
import { inWords } from './sizing/fields.js';
import { memoText } from './sizing/memo-text.js';
import { poolsOf } from './sizing/pools.js';
import type { Amount, Labels, Sized } from './sizing/sized.js';
import { size } from './sizing/table.js';

export type Decoded = {
  summary: string;
  operations: DecodedOperation[];
  /** Worst case by asset, the network fee included in XLM. */
  outflows: Outflow[];
  destinations: string[];
  /** The most that each destination may get; where one of several may take an amount, each of them may. */
  received: ReadonlyMap<string, { asset: string; amount: bigint }[]>;
  trades: TradeFact[];
  claims: ClaimFact[];
  burns: Amount[];
  /** What comes into the account at worst, by asset. */
  arrivals: Amount[];
  /** All of its XLM leaves. */
  drains: boolean;
  /** Something may leave that nobody has sized. */
  unknownCost: boolean;
  /** What it does to the account, in sentences. */
  effects: string[];
  unknownTrusts: string[];
  controlChanges: string[];
  unsized: string[];
  /** Those among the unsized of which not even the kind is sure. */
  unreadable: string[];
  feeMax: bigint;
  /** The parts of `feeMax`. */
  fee: FeeFact;
  memo: string | null;
  /** The memo as payees are told apart by it: see facts/memo.ts. */
  memoKey: string;
};

/** What the bytes say. The names that a reader has for addresses are put in afterwards, so that nothing is read again for them. */
export type Reading = Omit<Decoded, 'summary' | 'operations'> & { named: (labels: Labels) => Decoded };

/** Reads what a transaction does from its bytes alone. `labels` names addresses for people. */
export const decode = (intent: string, passphrase: string, network: Network, labels: Labels): Decoded =>
  readIntent(intent, passphrase, network).named(labels);

export const readIntent = (intent: string, passphrase: string, network: Network): Reading => {
  const transaction = transactionIn(intent);
  const { operations } = transaction;
  const account = encodeMuxedAccountToAddress(transaction.sourceAccount);
  const context = {
    account,
    network,
    passphrase,
    pools: poolsOf(operations, network),
    sponsors: sponsorsAny(operations),
  };
  const sized = operations.map((operation) => size(operation, context));
  const feeMax = BigInt(transaction.fee);
  const destinations = [...new Set(sized.flatMap((one) => one.destinations))];
  const facts = {
    outflows: outflowsOf(sized, feeMax),
    destinations,
    received: new Map(destinations.map((address) => [address, receivedBy(address, sized)])),
    trades: sized.flatMap((one) => tradeOf(one, network)),
    claims: sized.flatMap((one) => one.claims),
    burns: sized.flatMap((one) => one.burns),
    arrivals: sumOf(sized),
    drains: sized.some(({ drains }) => drains),
    unknownCost: sized.some(({ unsized, drains }) => unsized && !drains),
    effects: effectsOf(sized, feeMax, network),
    unknownTrusts: sized.flatMap(({ unknownTrust }) => unknownTrust ?? []),
    controlChanges: sized.filter((s) => s.changesControl).map(({ name }) => name),
    unsized: sized.filter((s) => s.unsized).map(({ name }) => name),
    unreadable: sized.filter((s) => s.unreadable).map(({ name }) => name),
    feeMax,
    fee: feeOf(transaction),
    memo: memoText(transaction.memo),
    memoKey: keyOfMemo(transaction.memo),
  };
  return { ...facts, named: (labels) => ({ ...wordsOf(sized, labels), ...facts }) };
};

const wordsOf = (sized: Sized[], labels: Labels): Pick<Decoded, 'summary' | 'operations'> => {
  const operations = sized.map((one) => toOperation(one, labels));
  const sentences = operations.map(({ intent }) => intent);
  const all = sentences.join('; ');
  return { summary: sentences.length === 1 ? all : `${sentences.length} operations: ${all}`, operations };
};

const sponsorsAny = (operations: xdr.Operation[]): boolean =>
  operations.some(({ body }) => body.type === 'beginSponsoringFutureReserves');

const transactionIn = (intent: string): xdr.Transaction => {
  const envelope = xdr.TransactionEnvelope.fromXdr(intent, 'base64');
  if (envelope.type !== 'envelopeTypeTx') throw new Error(`An intent is a version 1 envelope, not ${envelope.type}.`);
  return envelope.v1.tx;
};

const feeOf = ({ fee, ext }: xdr.Transaction): FeeFact => {
  const resources = ext.type === 'sorobanData' ? ext.sorobanData.resourceFee : 0n;
  return { bid: BigInt(fee) - resources, resources };
};

const tradeOf = ({ name, counterparty }: Sized, network: Network): TradeFact[] => {
  if (counterparty === 'named') return [];
  const { pays, least, assets, stays } = counterparty.market;
  const unknownAssets = [...new Set(assets.filter((asset) => !isWellKnown(asset, network)))];
  return [{ operation: name, pays, least, unknownAssets, stays }];
};

const toOperation = (
  { name, intent, fields, destinations, changesControl, unsized }: Sized,
  labels: Labels,
): DecodedOperation => ({
  type: name,
  intent: inWords(intent, labels),
  fields,
  destination: destinations.length === 1 ? destinations[0]! : null,
  changesControl,
  unsized,
});

const receivedBy = (address: string, sized: Sized[]): { asset: string; amount: bigint }[] => {
  const sums = sumsOf(sized.filter(({ destinations }) => destinations.includes(address)));
  return [...sums].map(([asset, amount]) => ({ asset, amount }));
};

const sumsOf = (sized: Sized[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of sized.flatMap(({ outflows }) => outflows))
    sums.set(asset, (sums.get(asset) ?? 0n) + amount);
  return sums;
};

const outflowsOf = (sized: Sized[], feeMax: bigint): Outflow[] => {
  const sums = sumsOf(sized);
  const reserve = BASE_RESERVE * BigInt(lockedBy(sized));
  sums.set(NATIVE, (sums.get(NATIVE) ?? 0n) + feeMax + reserve);
  return [...sums].map(([asset, amount]) =>
    asset === NATIVE ? { asset, amount, fee: feeMax, ...(reserve > 0n && { reserve }) } : { asset, amount, fee: 0n },
  );
};
