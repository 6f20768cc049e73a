import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars/scalars.js';

@ObjectType({ simpleResolvers: true, description: 'What is left of one budget of calls.' })
export class RateLimitStatus {
  @Field(() => String, { description: 'Such as `Mutation.sendMessage`.' }) field!: string;
  @Field(() => Int) max!: number;
  @Field(() => String, { description: 'Such as `1m`.' }) window!: string;
  @Field(() => Int) remaining!: number;
  @Field(() => DateTimeScalar, { description: 'When the next call becomes free.' }) resetAt!: Date;
}
