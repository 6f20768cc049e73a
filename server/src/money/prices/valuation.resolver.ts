import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { fromStroops, toStroops } from '../../kernel/amount.js';
import { AmountScalar } from '../../platform/graphql/scalars/scalars.js';
import { worth } from '../../rulebook/facts/price.js';
import { AccountType, BalanceType } from '../accounts/account.type.js';
import type { LedgerViewService } from '../accounts/ledger-view.service.js';
import type { Account } from '../accounts/records/account.entity.js';
import type { PriceService } from './price.service.js';
import { PriceType, toPriceType } from './price.type.js';

/** What balances are worth. The worth of what has no price is null, never 0. */
@Resolver(() => BalanceType)
export class BalanceValueResolver {
  constructor(private readonly prices: PriceService) {}

  @Directive('@rateLimit(max: 1200, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 5)')
  @FieldResolver(() => PriceType, { nullable: true, description: 'What one unit is worth; null when unknown.' })
  async price(@Root() { asset, network }: BalanceType): Promise<PriceType | null> {
    return toPriceType(asset, await this.prices.price(asset, network));
  }

  @Directive('@rateLimit(max: 1200, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 5)')
  @FieldResolver(() => AmountScalar, { nullable: true })
  async valueUsd(@Root() balance: BalanceType): Promise<string | null> {
    const value = await valueIn(this.prices, balance);
    return value === null ? null : fromStroops(value);
  }
}

@Resolver(() => AccountType)
export class AccountValueResolver {
  constructor(
    private readonly prices: PriceService,
    private readonly ledger: LedgerViewService,
  ) {}

  @Directive('@rateLimit(max: 600, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 10)')
  @FieldResolver(() => AmountScalar, {
    nullable: true,
    description: 'Worth of all balances in USD; null where one of them has no price.',
  })
  async totalUsd(@Root() account: Account): Promise<string | null> {
    const values = await Promise.all(
      (await this.ledger.balances(account)).map((balance) => valueIn(this.prices, balance)),
    );
    return values.includes(null) ? null : fromStroops(values.reduce<bigint>((sum, value) => sum + (value ?? 0n), 0n));
  }
}

const valueIn = async (prices: PriceService, { asset, network, amount }: BalanceType): Promise<bigint | null> => {
  const price = await prices.price(asset, network);
  return price && worth(toStroops(amount), price.usd);
};
