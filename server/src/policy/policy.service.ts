import type { EntityManager } from '@mikro-orm/core';
import type { Config, NetworkName } from '../config.js';
import { fromStroops, toStroops } from '../stellar/amount.js';
import { canonicalAsset } from '../stellar/assets.js';
import { User } from '../users/user.entity.js';
import { evaluate } from './evaluate.js';
import type { AssetCap, PolicyRules, Prices, TransactionFacts, Usage, Verdict } from './policy.js';
import type { PolicyType } from './policy.types.js';
import type { PriceService } from './prices.js';
import type { Reservations } from './reservations.js';

const NEW_DESTINATION_USD = '10';

/** Answers what the policy says of a transaction; holds the operator's defaults. */
export class PolicyService {
  private readonly rules: PolicyRules;
  /** The operator's defaults hold since the server started. */
  private readonly since = new Date();

  constructor(
    config: Pick<Config, 'policy' | 'networks'>,
    readonly prices: PriceService,
    readonly reservations: Reservations,
  ) {
    this.rules = {
      version: 1,
      caps: config.networks.flatMap((network) => capsOf(config.policy, network)),
      askAboveUsd: toStroops(config.policy.approvalThresholdUsd),
      newDestinationAskAboveUsd: toStroops(NEW_DESTINATION_USD),
    };
  }

  current(): PolicyRules {
    return this.rules;
  }

  /** The policy as its owner sees it. */
  async shown(em: EntityManager, userId: string): Promise<PolicyType> {
    const { version, caps, askAboveUsd, newDestinationAskAboveUsd } = this.rules;
    const user = await em.findOneOrFail(User, { id: userId });
    return {
      version,
      caps: caps.map((cap) => ({ ...cap, perTransaction: decimal(cap.perTransaction), perDay: decimal(cap.perDay) })),
      askAboveUsd: fromStroops(askAboveUsd),
      newDestinationAskAboveUsd: fromStroops(newDestinationAskAboveUsd),
      frozen: user.frozenAt !== null,
      updatedAt: this.since,
    };
  }

  /** Asked before any lock is taken, because a price may come from the network. */
  pricesFor(facts: TransactionFacts): Promise<Prices> {
    return this.prices.prices(
      facts.outflows.map(({ asset }) => asset),
      facts.network,
    );
  }

  usage(em: EntityManager, userId: string, network: NetworkName): Promise<Usage> {
    return this.reservations.usage(em, userId, network);
  }

  /** The verdict with the caps as they are used up now. Reserves nothing. */
  async judge(em: EntityManager, userId: string, facts: TransactionFacts, prices: Prices): Promise<Verdict> {
    return evaluate({ facts, policy: this.rules, prices, usage: await this.usage(em, userId, facts.network) });
  }
}

const capsOf = ({ caps, overLimit }: Config['policy'], network: NetworkName): AssetCap[] =>
  Object.entries(caps).map(([asset, cap]) => ({
    asset: canonicalAsset(asset, network),
    network,
    perTransaction: toStroops(cap.perTransaction),
    perDay: toStroops(cap.perDay),
    overPerTransaction: overLimit,
  }));

const decimal = (amount: bigint | null): string | null => (amount === null ? null : fromStroops(amount));
