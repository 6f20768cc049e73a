import { Field, ID, ObjectType } from 'type-graphql';
import { Node } from '../../platform/graphql/node.js';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { Consent } from '../consent/consent.type.js';

@ObjectType('Passkey', { implements: Node, description: 'A key on a device of yours that signs in and confirms.' })
export class PasskeyType extends Node {
  @Field(() => String) name!: string;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it signed in or confirmed last.' })
  lastUsedAt!: Date | null;
  @Field(() => Boolean, { description: 'Whether the device keeps a copy elsewhere, such as in a cloud keychain.' })
  backedUp!: boolean;
  @Field(() => String, { nullable: true, description: 'The browser in which it was added, as it calls itself.' })
  addedFrom!: string | null;
  @Field(() => Boolean, {
    description: 'Whether a recovery code, and no other passkey, stood behind it when it was added.',
  })
  afterRecovery!: boolean;
}

@ObjectType('Session', { implements: Node, description: 'A browser in which you are signed in.' })
export class SessionType extends Node {
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { description: 'When it was used last, to the minute.' }) lastSeenAt!: Date;
  @Field(() => DateTimeScalar, { description: 'It ends earlier after 24 hours without use.' }) expiresAt!: Date;
  @Field(() => String, { nullable: true, description: 'What the browser says of itself.' }) userAgent!: string | null;
  @Field(() => ID, {
    nullable: true,
    description:
      'The passkey that opened it, or was added in it where none had. Null for demo users and right after a recovery code.',
  })
  passkeyId!: string | null;
}

@ObjectType('User', { implements: Node, description: 'You.' })
export class UserType extends Node {
  @Field(() => String) name!: string;
  @Field(() => Boolean, { description: 'A person of the local network, without a passkey and with test money.' })
  demo!: boolean;
  @Field(() => String, { nullable: true, description: 'Why you stopped all signatures.' }) frozenReason!: string | null;
  @Field(() => String, { nullable: true, description: 'Why Tuxedo stopped the agent by itself.' })
  agentFrozenReason!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
}

@ObjectType({ simpleResolvers: true, description: 'A new session.' })
export class SignInPayload {
  @Field(() => UserType, { description: 'You.' }) user!: UserType;
  @Field(() => String, { description: 'For `Authorization: Bearer`; browsers get it as a cookie they cannot read.' })
  token!: string;
  @Field(() => DateTimeScalar, { description: 'When the session ends at the latest.' }) expiresAt!: Date;
  @Field(() => [String], {
    nullable: true,
    description:
      'New ones, after registering and after a recovery code. Never shown again; they hold after `saveRecoveryCodes`.',
  })
  recoveryCodes!: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'What to hand to the browser, and the id to answer with.' })
export class PasskeyChallenge {
  @Field(() => ID, { description: 'Goes back as `challengeId`.' }) id!: string;
  @Field(() => JsonObjectScalar, { description: 'For navigator.credentials, as JSON.' }) options!: Record<
    string,
    unknown
  >;
}

@ObjectType({ simpleResolvers: true, description: 'A confirmation to be signed; its challenge is `consent.digest`.' })
export class ConsentChallenge {
  @Field(() => ID, { description: 'Goes back as `challengeId`.' }) id!: string;
  @Field(() => JsonObjectScalar, { description: 'For navigator.credentials.get(), as JSON.' }) options!: Record<
    string,
    unknown
  >;
  @Field(() => Consent, { description: 'The text to be confirmed.' }) consent!: Consent;
  @Field(() => Boolean, { description: 'False where you may answer without an assertion.' }) passkeyRequired!: boolean;
}
