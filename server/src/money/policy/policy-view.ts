import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { fromStroops } from '../../kernel/amount.js';
import { hoursText } from '../../rulebook/facts/hours.js';
import { strictest } from '../../rulebook/rules/strictest.js';
import { Account } from '../accounts/records/account.entity.js';
import type { Whose } from './decision-log.js';
import type { PolicyService } from './policy.service.js';
import type { PolicyType } from './policy.types.js';

/** The policy as its owner sees it. */
export const policyView = async (em: EntityManager, policies: PolicyService, whose: Whose): Promise<PolicyType> => {
  const { own, account, version, since } = await policies.layers(em, whose);
  const { caps, askAboveUsd, newDestinationAskAboveUsd, feeMax, allowedHours, ...rest } = strictest(own, account);
  const { frozenAt } = await em.findOneOrFail(User, { id: whose.userId });
  const frozenAccount = whose.accountId && (await em.findOneOrFail(Account, { id: whose.accountId })).frozenAt;
  return {
    ...rest,
    version,
    accountId: whose.accountId,
    caps: caps.map((cap) => ({ ...cap, perTransaction: decimal(cap.perTransaction), perDay: decimal(cap.perDay) })),
    askAboveUsd: fromStroops(askAboveUsd),
    newDestinationAskAboveUsd: fromStroops(newDestinationAskAboveUsd),
    feeMax: fromStroops(feeMax),
    allowedHours: allowedHours?.map(({ days, from, to }) => ({ days, fromMinute: from, toMinute: to })) ?? null,
    hours: hoursText(allowedHours),
    frozen: frozenAt !== null || Boolean(frozenAccount),
    updatedAt: since,
  };
};

export const decimal = (amount: bigint | null): string | null => (amount === null ? null : fromStroops(amount));
