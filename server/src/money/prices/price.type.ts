import { Field, ObjectType } from 'type-graphql';
import { fromStroops } from '../../kernel/amount.js';
import { AmountScalar, DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import type { Usd } from '../../rulebook/facts/price.js';

@ObjectType('Price', {
  description: 'What one unit of an asset is worth, with its source and age.',
  simpleResolvers: true,
})
export class PriceType {
  @Field(() => String) asset!: string;
  @Field(() => AmountScalar, { description: 'USD for one unit.' }) usd!: string;
  @Field(() => String, { description: 'Who says so, such as `demo price`.' }) source!: string;
  @Field(() => DateTimeScalar, { description: 'When it was asked for.' }) at!: Date;
  @Field(() => Boolean, { description: 'A made-up price for test money.' }) demo!: boolean;
}

export const toPriceType = (asset: string, price: Usd | null): PriceType | null =>
  price && { asset, usd: fromStroops(price.usd), source: price.source, at: price.at, demo: price.demo };
