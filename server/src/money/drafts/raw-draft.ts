import { StrKey, type xdr } from '@stellar/stellar-sdk/base';
import { baseAddress } from '../../kernel/address.js';
import { badInput, DomainError, ErrorCode } from '../../kernel/errors.js';
import type { Decoded } from '../../rulebook/decode.js';
import type { LedgerAccount, StellarGateway } from '../../stellar/gateway.js';
import type { Account } from '../accounts/records/account.entity.js';
import { assertCanPay, assertOnLedger } from './checks.js';
import type { IntentReadings } from './intent-readings.js';
import { rawIntent } from './raw-intent.js';

type Drafted = { intent: string; ledger: LedgerAccount };
type StellarOperation = xdr.Operation['body']['type'];

const DESTINATIONS_MAX = 100;
/** Operations whose whole amount must be there when they begin; an offer or a maximum need not be. */
const PAYS: readonly StellarOperation[] = [
  'payment',
  'createAccount',
  'pathPaymentStrictSend',
  'createClaimableBalance',
];
/** Operations that a destination which asks for a memo must not receive without one (SEP-29). */
const ARRIVES: readonly StellarOperation[] = [
  'payment',
  'pathPaymentStrictSend',
  'pathPaymentStrictReceive',
  'accountMerge',
];

/** Turns a transaction that somebody else built into a draft, after the checks that are cheap. */
export const rawDraft = async (
  gateway: StellarGateway,
  readings: IntentReadings,
  account: Account,
  envelope: string,
): Promise<Drafted> => {
  const { intent, transaction } = rawIntent(envelope, account.address);
  const decoded = readings.of(intent, account.network).named(String);
  assertReadable(decoded);
  const kinds = transaction.operations.map(({ body }) => body.type);
  const [ledger] = await Promise.all([
    gateway.loadAccount(account.address),
    assertMemos(gateway, decoded, kinds, transaction.memo),
  ]);
  assertOnLedger(ledger, account.name);
  assertAffordable(ledger, decoded, kinds);
  return { intent, ledger };
};

const assertReadable = ({ unreadable, destinations }: Decoded): void => {
  if (unreadable.length > 0)
    throw badInput(`Tuxedo cannot read ${unreadable.join(', ')}: an asset, an amount or a price in it is not valid.`);
  if (destinations.length > DESTINATIONS_MAX)
    throw badInput(`It pays more than ${DESTINATIONS_MAX} accounts. Split it, so that a person can check it.`);
};

// What several operations need depends on what the ones before them bring, so that is left to the ledger.
const assertAffordable = (
  ledger: LedgerAccount,
  { outflows, feeMax, unsized }: Decoded,
  kinds: StellarOperation[],
): void => {
  const alone = kinds.length === 1 && PAYS.includes(kinds[0]!) && unsized.length === 0;
  for (const { asset, amount, fee } of outflows)
    if (asset === 'XLM' || alone) assertCanPay(ledger, asset, alone ? amount - fee : 0n, feeMax);
};

const assertMemos = async (
  gateway: StellarGateway,
  { operations }: Decoded,
  kinds: StellarOperation[],
  memo: xdr.Memo,
): Promise<void> => {
  const arriving = operations.flatMap(({ destination }, index) =>
    destination && ARRIVES.includes(kinds[index]!) ? [destination] : [],
  );
  if (memo.type !== 'memoNone') {
    if (arriving.some((address) => StrKey.isValidMed25519PublicKey(address)))
      throw badInput('An M… address carries its own memo. Leave the memo out.');
    return;
  }
  // An M… address says for whom the money is by itself.
  const plain = [...new Set(arriving.filter((address) => baseAddress(address) === address))];
  const receivers = await Promise.all(plain.map((address) => gateway.loadAccount(address)));
  if (receivers.some((receiver) => receiver?.memoRequired))
    throw new DomainError(
      ErrorCode.MEMO_REQUIRED,
      'An account that it pays asks for a memo. Add the one its owner gave you, or the money may be lost.',
    );
};
