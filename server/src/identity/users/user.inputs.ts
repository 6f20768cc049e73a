import { Field, ID, InputType } from 'type-graphql';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';

type Json = Record<string, unknown>;

@InputType()
export class StartRegistrationInput {
  @Field(() => String, { description: 'How you want to be called, 1 to 80 characters.' }) name!: string;
}

@InputType()
export class FinishRegistrationInput {
  @Field(() => ID, { description: 'From startRegistration.' }) challengeId!: string;
  @Field(() => JsonObjectScalar, { description: 'What navigator.credentials.create() gave, as JSON.' }) response!: Json;
  @Field(() => String, { nullable: true, description: 'What to call the passkey.' }) passkeyName?: string | null;
}

@InputType()
export class StartSignInInput {
  @Field(() => Boolean, { nullable: true, description: 'For autofill; the options are the same.' })
  conditional?: boolean | null;
}

@InputType()
export class FinishSignInInput {
  @Field(() => ID, { description: 'From startSignIn.' }) challengeId!: string;
  @Field(() => JsonObjectScalar, { description: 'What navigator.credentials.get() gave, as JSON.' }) response!: Json;
}

@InputType()
export class RecoveryCodeInput {
  @Field(() => String, { description: 'One of the eight codes; spaces and case do not matter.' }) code!: string;
}

@InputType({ description: 'The answer to startConsent.' })
export class ConsentInput {
  @Field(() => ID, { description: 'From startConsent.' }) challengeId!: string;
  @Field(() => JsonObjectScalar, { nullable: true, description: 'Required of everybody who has a passkey.' })
  assertion?: Json | null;
}

@InputType()
export class StartConsentInput {
  @Field(() => String, { description: 'Name of the mutation to confirm, such as `removePasskey`.' }) action!: string;
  @Field(() => JsonObjectScalar, { description: 'Its input, as it will be sent, without the consent.' })
  arguments!: Json;
}

@InputType()
export class AddPasskeyInput {
  @Field(() => ID, { description: 'From startAddPasskey.' }) challengeId!: string;
  @Field(() => JsonObjectScalar, { description: 'What navigator.credentials.create() gave, as JSON.' }) response!: Json;
  @Field(() => String) name!: string;
  @Field(() => ConsentInput, { description: 'A confirmation with a passkey that you have.' }) consent!: ConsentInput;
}

@InputType()
export class RemovePasskeyInput {
  @Field(() => ID, { description: 'Id of the passkey.' }) id!: string;
  @Field(() => ConsentInput, { description: 'A confirmation with a passkey that stays or goes.' })
  consent!: ConsentInput;
}

@InputType()
export class RenamePasskeyInput {
  @Field(() => ID, { description: 'Id of the passkey.' }) id!: string;
  @Field(() => String) name!: string;
}
