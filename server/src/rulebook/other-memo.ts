import { StrKey } from '@stellar/stellar-sdk/base';
import { baseAddress } from '../kernel/address.js';
import type { Decoded } from './decode.js';
import type { Approved } from './facts/approved.js';
import { keyOf, type MemoType, type TypedMemo, typeInKey } from './facts/memo.js';
import type { OtherMemo } from './facts/policy.js';
import { isMemoTyped, isTyped, type StoredProvenance } from './provenance.js';
import { visible } from './sizing/visible.js';

/** A contact at the account that is paid, as the row says that the vault sealed. */
export type ContactBeside = { name: string; address: string; memo: TypedMemo | null; knownFrom: Date | null };
type Paid = Pick<Decoded, 'memo' | 'memoKey'> & { address: string; isAgreed: boolean };

const NAMED_MAX = 3;
const KINDS: Record<MemoType, string> = { TEXT: 'text', ID: 'id', HASH: 'hash', RETURN: 'return' };

/**
 * What the contacts at an account say, where this payment says something else; null where one of them says the same.
 * Where contacts name an account alone, a memo or muxed id that the person typed, or approved before, is theirs to add.
 */
export const findOtherMemo = (contacts: readonly ContactBeside[], paid: Paid): OtherMemo | null => {
  const base = baseAddress(paid.address);
  const beside = contacts.filter(({ address }) => baseAddress(address) === base);
  if (beside.length === 0) return null;
  if (beside.some(({ address, memo }) => address === paid.address && keyOf(memo) === paid.memoKey)) return null;
  const tellsApart = beside.some(({ address, memo }) => memo !== null || address !== base);
  if (!tellsApart && paid.isAgreed) return null;
  const type = typeInKey(paid.memoKey);
  return {
    contacts: beside.slice(0, NAMED_MAX).map((one) => `${visible(one.name)} has ${said(one.address, one.memo)}`),
    payment: said(paid.address, type && { type, value: paid.memo ?? '' }),
  };
};

/** Added so short a time ago that it is no reason yet to ask less: a session alone was enough to add it. */
const isNewContact = ({ knownFrom }: Pick<ContactBeside, 'knownFrom'>, now: Date): boolean =>
  knownFrom !== null && knownFrom > now;

/** Whether nobody but contacts of less than a day has this address. */
export const isNewHere = (contacts: readonly ContactBeside[], address: string, now: Date): boolean => {
  const here = contacts.filter((one) => one.address === address);
  return here.length > 0 && here.every((one) => isNewContact(one, now));
};

/** Whether a person typed what is more than a plain contact says, or has approved a payment with exactly that before. */
export const isAgreed = (
  provenance: StoredProvenance | null,
  paid: { address: string; memoKey: string },
  approved: Approved,
): boolean =>
  Object.keys(approved).length > 0 ||
  (isMuxed(paid.address) ? isTyped(provenance, paid) : isMemoTyped(provenance, paid.memoKey));

const isMuxed = (address: string): boolean => StrKey.isValidMed25519PublicKey(address);

const said = (address: string, memo: TypedMemo | null): string => {
  if (memo !== null) return `memo ${visible(memo.value)} (${KINDS[memo.type]})`;
  return isMuxed(address) ? `the muxed address ${address}` : 'no memo';
};
