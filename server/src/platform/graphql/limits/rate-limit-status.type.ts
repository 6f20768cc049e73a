import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars/scalars.js';

@ObjectType({ simpleResolvers: true, description: 'What is left of one budget of calls.' })
export class RateLimitStatus {
  @Field(() => String, { description: 'Such as `Mutation.sendMessage`.' }) field!: string;
  @Field(() => Int, { description: 'How many calls in each window.' }) max!: number;
  @Field(() => String, { description: 'Such as `1m`.' }) window!: string;
  @Field(() => Int, { description: 'How many are left now.' }) remaining!: number;
  @Field(() => DateTimeScalar, { description: 'When the next call becomes free.' }) resetAt!: Date;
}
