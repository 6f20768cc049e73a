import type { ActorKind } from '../kernel/actor.js';
import type { Network } from '../kernel/networks.js';
import type { KnownPayee } from './assemble-facts.js';
import type { Approved } from './facts/approved.js';
import type { MemoType } from './facts/memo.js';
import type { Key } from './key-limits.js';
import type { ContactBeside } from './other-memo.js';
import type { StoredProvenance } from './provenance.js';

/*
 * What of a row the vault vouches for, as the server has it sealed and the vault reads it. What came to a record later is
 * absent in it where there is none, not null: else the seals of before would be good no more.
 */

type AccountRow = { id: string; userId: string; address: string; network: Network };
type ContactRow = AccountRow & {
  name: string;
  memo?: string | null | undefined;
  memoType?: MemoType | null | undefined;
  knownFrom?: Date | null | undefined;
};
type PayeeRow = Omit<AccountRow, 'id' | 'network'> & {
  network: string;
  memo?: string | null | undefined;
  approved?: Approved | null | undefined;
};
type ProposalRow = {
  id: string;
  userId: string;
  accountId: string;
  network: Network;
  intent: string;
  proposedBy: ActorKind;
  instruction?: string | null | undefined;
  provenance?: StoredProvenance | null | undefined;
  apiKeyId?: string | null | undefined;
};
type ApiKeyRow = Key & {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  tokenHash: string;
  createdAt: Date;
};

export type AccountRecord = ReturnType<typeof accountRecord>;
export type ContactRecord = ReturnType<typeof contactRecord>;
export type PayeeRecord = ReturnType<typeof payeeRecord>;
export type ProposalRecord = ReturnType<typeof proposalRecord>;
export type ApiKeyRecord = ReturnType<typeof apiKeyRecord>;

export const accountRecord = ({ id, userId, address, network }: AccountRow) => ({
  kind: 'account' as const,
  id,
  userId,
  address,
  network,
});

/** A known address makes the policy milder. */
export const contactRecord = ({ id, userId, name, address, network, memo, memoType, knownFrom }: ContactRow) => ({
  kind: 'contact' as const,
  id,
  userId,
  name,
  address,
  network,
  memo: memo ?? null,
  ...(memoType != null && { memoType }),
  ...(knownFrom && { knownFrom: knownFrom.toISOString() }),
});

/** What was sealed without a type is a text. */
export const contactIn = ({ name, address, memo, memoType = 'TEXT', knownFrom }: ContactRecord): ContactBeside => ({
  name,
  address,
  memo: memo == null ? null : { type: memoType, value: memo },
  knownFrom: knownFrom === undefined ? null : new Date(knownFrom),
});

export const payeeRecord = ({ userId, network, address, memo, approved }: PayeeRow) => ({
  kind: 'payee' as const,
  userId,
  network,
  address,
  ...(memo != null && { memo, approved: approved ?? {} }),
});

/** Null for a row of before memos were kept: nobody knows which there was. */
export const payeeIn = ({ address, memo, approved }: PayeeRecord): KnownPayee | null =>
  memo === undefined ? null : { address, memoKey: memo, approved: approved ?? {} };

/** The bytes, who proposed them, the words that led there, and what they named. */
export const proposalRecord = ({ id, userId, accountId, network, intent, proposedBy, ...rest }: ProposalRow) => ({
  kind: 'proposal' as const,
  id,
  userId,
  accountId,
  network,
  intent,
  proposedBy,
  instruction: rest.instruction ?? null,
  ...(rest.provenance && { provenance: rest.provenance }),
  ...(rest.apiKeyId != null && { apiKeyId: rest.apiKeyId }),
});

/** All of a key but when it was used. */
export const apiKeyRecord = (key: ApiKeyRow) => ({
  kind: 'api-key' as const,
  id: key.id,
  userId: key.userId,
  name: key.name,
  prefix: key.prefix,
  tokenHash: key.tokenHash,
  scopes: key.scopes,
  rules: key.rules,
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt.toISOString(),
  revokedAt: key.revokedAt?.toISOString() ?? null,
});

export const apiKeyIn = ({ scopes, rules, expiresAt, revokedAt }: ApiKeyRecord): Key => ({
  scopes,
  rules,
  expiresAt: new Date(expiresAt),
  revokedAt: revokedAt === null ? null : new Date(revokedAt),
});
