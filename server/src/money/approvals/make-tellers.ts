import type { EntityManager } from '@mikro-orm/core';
import type { ActionTellers } from '../../identity/consent/action-facts.js';
import { DomainError, ErrorCode, notFound } from '../../kernel/errors.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Vault } from '../../vault/contract/vault.js';
import { Account } from '../accounts/records/account.entity.js';
import { Holdings } from '../prices/holdings.js';
import { PriceService } from '../prices/price.service.js';
import { unfinishedOf } from './unfinished-business.js';

type TellerParts = { em: EntityManager; networks: StellarNetworks; vault: Vault };

/** What accounts hold has to be seen before they are put away, and before their person leaves for good. */
export const makeTellers = ({ em, networks, vault }: TellerParts): ActionTellers => {
  const holdings = new Holdings(networks, new PriceService(vault));
  return {
    archiveAccount: async (userId, { id }) => {
      const account = await em.fork().findOne(Account, { id: String(id), userId });
      if (!account) throw notFound('account');
      const hindrance = await unfinishedOf(em.fork(), account);
      if (hindrance) throw new DomainError(ErrorCode.CONFLICT, hindrance);
      return holdings.facts('Archive account', [account]);
    },
    deleteUser: async (userId) => {
      const accounts = await em.fork().find(Account, { userId }, { orderBy: { id: 'asc' } });
      return holdings.facts(accounts.length > 0 ? 'Leave for ever' : 'No account is left', accounts);
    },
  };
};
