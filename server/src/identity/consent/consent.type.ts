import { Field, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'What a passkey signs: the text, and its SHA-256.' })
export class Consent {
  @Field(() => String, { description: "SHA-256 of `canonical`, hex. The passkey's challenge is the same 32 bytes." })
  digest!: string;

  @Field(() => String, { description: 'The text itself. Hash it and compare before you ask the passkey.' })
  canonical!: string;
}
