import type { EntityManager } from '@mikro-orm/core';
import type { Config } from '../../kernel/config.js';
import type { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { Vault } from '../../vault/contract/vault.js';
import type { FeeLimit } from '../accounts/ledger-view.service.js';
import { PriceService } from '../prices/price.service.js';
import type { DecisionLog } from './decision-log.js';
import type { KeyRegister } from './key-register.js';
import { PolicyService } from './policy.service.js';
import { Reservations } from './reservations.js';
import { SpendingService } from './spending.service.js';

export type MakePolicyParts = {
  em: EntityManager;
  config: Pick<Config, 'policy' | 'networks'>;
  vault: Vault;
  networks: StellarNetworks;
  decisions: DecisionLog;
  apiKeys: KeyRegister;
  telemetry: { policy(policy: PolicyService): PolicyService };
};

/** What the rules say, what is used up of the caps, and what it is worth. */
export const makePolicy = ({ em, config, vault, networks, decisions, apiKeys, telemetry }: MakePolicyParts) => {
  const prices = new PriceService(vault, undefined, (network, work) => networks.withinShare(network, work));
  const reservations = new Reservations();
  const policy = telemetry.policy(
    new PolicyService(config, { prices, reservations, decisions, seals: vault, apiKeys }),
  );
  return { prices, reservations, policy, spending: new SpendingService(policy), feeLimit: feeLimitOf(em, policy) };
};

// Under a policy that somebody has changed nothing is signed; what the account holds is shown all the same.
const feeLimitOf =
  (em: EntityManager, policy: PolicyService): FeeLimit =>
  ({ userId, id }) =>
    policy.current(em.fork(), userId, id).then(
      ({ feeMax }) => feeMax,
      () => policy.defaults.feeMax,
    );
