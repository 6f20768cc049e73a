import { defineEntity, p } from '@mikro-orm/core';
import type { Network } from '../../../kernel/networks.js';
import { id, utc } from '../../../platform/db/columns.js';
import type { MemoType, TypedMemo } from '../../../rulebook/facts/memo.js';
import type { KeyBinding, SealedKey } from '../../../vault/contract/vault.js';

const accountSchema = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  uniques: [{ properties: ['address', 'network'] }],
  properties: {
    id: id().primary(),
    userId: id().index(),
    name: p.string().length(80),
    address: p.string().length(56),
    network: p.string().length(10).$type<Network>(),
    /** The encrypted key. Only the vault opens it, and no field of the API shows it. */
    sealed: p.json<SealedKey>(),
    /** While a signer is replaced the key that comes after it, and then the one that was before it. */
    otherSealed: p.json<SealedKey>().nullable(),
    /** ADDING: `otherSealed` is to become a signer on the ledger. REMOVING: it signs no more here, and is still one there. */
    replacement: p.string().length(10).$type<'ADDING' | 'REMOVING'>().nullable(),
    /** Until then nobody else uses up a number of this account on the ledger. */
    busyUntil: utc().nullable(),
    holder: p.string().length(10).$type<KeyBinding['holder']>(),
    frozenAt: utc().nullable(),
    frozenReason: p.string().length(200).nullable(),
    archivedAt: utc().nullable(),
    /** The vault's own word that the server wrote this row. */
    mac: p.string().length(64).nullable(),
    createdAt: utc(),
  },
});

/** A Stellar account whose key this server keeps for its owner. */
export class Account extends accountSchema.class {}
accountSchema.setClass(Account);

/** What a new account starts with. */
export const NO_REPLACEMENT = { otherSealed: null, replacement: null, busyUntil: null } as const;

const contactSchema = defineEntity({
  name: 'Contact',
  tableName: 'contacts',
  uniques: [{ properties: ['userId', 'network', 'nameKey'] }],
  properties: {
    id: id().primary(),
    userId: id().index(),
    name: p.string().length(80),
    /** The name as it is compared: see name-key.ts. */
    nameKey: p.string().length(400),
    address: p.string().length(69),
    network: p.string().length(10).$type<Network>(),
    memo: p.string().length(64).nullable(),
    /** Null where there is no memo, and for the text of contacts from before types were kept. */
    memoType: p.string().length(6).$type<MemoType>().nullable(),
    demo: p.boolean(),
    /** Until then no program may rely on it, nor the agent by itself; null for those from before this rule. */
    knownFrom: utc().nullable(),
    /** The vault's own word that the server wrote this row. */
    mac: p.string().length(64).nullable(),
    createdAt: utc(),
  },
});

/** Somebody the owner pays by name. */
export class Contact extends contactSchema.class {
  /** What has no type is a text: contacts were kept without one before. */
  get typedMemo(): TypedMemo | null {
    return this.memo == null ? null : { type: this.memoType ?? 'TEXT', value: this.memo };
  }

  get typeOfMemo(): MemoType | null {
    return this.typedMemo?.type ?? null;
  }
}
contactSchema.setClass(Contact);

export const accountEntities = [Account, Contact];
