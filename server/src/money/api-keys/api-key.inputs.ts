import { Field, InputType } from 'type-graphql';
import { ConsentInput } from '../../identity/users/user.inputs.js';
import { Scope } from '../../kernel/actor.js';
import { Network } from '../../kernel/networks.js';
import { AmountScalar, DateTimeScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import { DecisionEnum } from '../policy/policy.types.js';

// No default values here: what is confirmed is what was sent, and a default would be added in between.
@InputType({ description: 'What a key may spend of one asset, beside your own limits. Name at least one amount.' })
export class ApiKeyCapInput {
  @Field(() => String, { description: '`XLM`, a well-known code such as `USDC`, or `CODE:ISSUER`.' }) asset!: string;
  @Field(() => Network, { nullable: true, description: 'LOCAL if it is left out.' }) network?: Network | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The most in one transaction.' })
  perTransaction?: string | null;
  @Field(() => AmountScalar, { nullable: true, description: 'The most this key alone may spend within 24 hours.' })
  perDay?: string | null;
  @Field(() => DecisionEnum, {
    nullable: true,
    description: 'What happens above `perTransaction`: REFUSE if it is left out, or ASK you.',
  })
  overPerTransaction?: 'ALLOW' | 'ASK' | 'REFUSE' | null;
}

@InputType({ description: 'A key for a program. All of it but the confirmation is what your passkey confirms.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'Which program it is for, 1 to 80 characters.' }) name!: string;
  @Field(() => [Scope], { description: 'What it may do. APPROVE is for people alone.' }) scopes!: Scope[];
  @Field(() => [ApiKeyCapInput], {
    nullable: true,
    description: 'Limits of its own. Where there are any, it may spend no other asset. Yours hold in any case.',
  })
  caps?: ApiKeyCapInput[] | null;
  @Field(() => [StellarAddressScalar], {
    nullable: true,
    description: 'The only addresses it may pay, G… or M…, each for itself alone; absent: anybody.',
  })
  allowList?: string[] | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends by itself, at most a year from now; in 90 days if it is left out.',
  })
  expiresAt?: Date | null;
  @Field(() => ConsentInput, {
    nullable: true,
    description: 'From startConsent for `createApiKey`; demo users without a passkey may leave it out.',
  })
  consent?: ConsentInput | null;
}
