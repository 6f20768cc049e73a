import type { Account, Contact } from './account.entity.js';

export type { Seals } from '../../../vault/contract/seals.js';

type Vouched = Pick<Contact, 'id' | 'userId' | 'name' | 'address' | 'network' | 'memo' | 'memoType' | 'knownFrom'>;

/** What of a row the vault vouches for: a known address makes the policy milder. */
export const contactRecord = ({ id, userId, name, address, network, memo, memoType, knownFrom }: Vouched) => ({
  kind: 'contact' as const,
  ...{ id, userId, name, address, network, memo: memo ?? null },
  // Absent, not null, in rows that were sealed before there was any.
  ...(memoType != null && { memoType }),
  ...(knownFrom && { knownFrom: knownFrom.toISOString() }),
});

export const accountRecord = ({
  id,
  userId,
  address,
  network,
}: Pick<Account, 'id' | 'userId' | 'address' | 'network'>) => ({
  kind: 'account' as const,
  ...{ id, userId, address, network },
});
