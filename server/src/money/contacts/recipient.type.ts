import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { StellarAddressScalar } from '../../platform/graphql/scalars/scalars.js';
import { LabelSource } from '../../rulebook/facts/label.js';

registerEnumType(LabelSource, {
  name: 'LabelSource',
  description: 'Where the name of an address comes from.',
  valuesConfig: {
    CONTACT: { description: 'One of your contacts.' },
    OWN_ACCOUNT: { description: 'One of your own accounts.' },
  },
});

@ObjectType('Recipient', {
  simpleResolvers: true,
  description: 'An address on the other side, and what is known of it.',
})
export class RecipientType {
  @Field(() => StellarAddressScalar) address!: string;
  @Field(() => String, { nullable: true, description: 'What you call it; null for an address you have no name for.' })
  label!: string | null;
  @Field(() => LabelSource, { nullable: true, description: 'Where the name comes from.' })
  labelSource!: LabelSource | null;
  @Field(() => Boolean, { description: 'Nothing was ever paid to it from here, or never with this memo.' })
  firstPayment!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'A name of yours whose address begins and ends the same: perhaps somebody wants you to mix them up.',
  })
  lookalikeOf!: string | null;
  @Field(() => Boolean, { description: 'It is on the ledger.' }) exists!: boolean;
}
