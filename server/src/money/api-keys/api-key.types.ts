import { Field, ObjectType } from 'type-graphql';
import { Scope } from '../../kernel/actor.js';
import { Node } from '../../platform/graphql/node.js';
import { DateTimeScalar, StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import { AssetCapType } from '../policy/policy.types.js';

@ObjectType('ApiKey', { implements: Node, description: 'A way in for a program of yours.' })
export class ApiKeyType extends Node {
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'How the key begins, such as `txk_ab12`. Nobody can show you the rest again.' })
  prefix!: string;
  @Field(() => [Scope], { description: 'What it may do.' }) scopes!: Scope[];
  @Field(() => [AssetCapType], { description: 'Limits of its own, beside yours; none means yours alone.' })
  caps!: AssetCapType[];
  @Field(() => [StellarAddressScalar], {
    nullable: true,
    description: 'The only addresses it may pay, each for itself alone; null: anybody.',
  })
  allowList!: string[] | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { description: 'It ends then by itself.' }) expiresAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'To the minute; null if it never was.' })
  lastUsedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it opens nothing any more.' })
  revokedAt!: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'A new key, with its secret.' })
export class CreatedApiKey {
  @Field(() => ApiKeyType, { description: 'The key as it is listed from now on.' }) apiKey!: ApiKeyType;
  @Field(() => String, { description: 'For `Authorization: Bearer`. Shown here once and kept nowhere.' })
  secret!: string;
}
