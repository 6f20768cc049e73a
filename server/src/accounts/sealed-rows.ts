import type { Account, Contact } from './account.entity.js';

export type { Seals } from '../vault/seals.js';

/** What of a row the vault vouches for: a known address makes the policy milder. */
export const contactRecord = ({ id, userId, name, address, network, memo }: Omit<Contact, 'mac'>) => ({
  kind: 'contact' as const,
  ...{ id, userId, name, address, network, memo: memo ?? null },
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
