import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { JsonObjectScalar } from '../../platform/graphql/scalars/json-scalars.js';
import { RiskLevel, WarningCode } from '../../rulebook/warnings/warning.js';

registerEnumType(RiskLevel, {
  name: 'RiskLevel',
  description: 'How much a look an approval needs.',
  valuesConfig: {
    LOW: { description: 'Nothing beyond what it says.' },
    MEDIUM: { description: 'Something to check before agreeing.' },
    HIGH: { description: 'Perhaps not what anybody wanted: a client asks for more than one click.' },
  },
});
const MEANINGS: Record<WarningCode, string> = {
  CLAIM_MISMATCH: 'Words name an amount, and another one leaves.',
  CONTROL_CHANGE: 'It changes who controls the account.',
  UNKNOWN_COST: 'Nobody can tell what it may cost.',
  BURN: 'Money goes back to its issuer, which destroys it.',
  OTHER_ISSUER: 'An asset is called like a well-known one, and is another.',
  LOOKALIKE_ADDRESS: 'An address begins and ends like one that you have a name for.',
  LOOKALIKE_NAME: 'Two of your names read the same, in letters of different scripts.',
  OTHER_MEMO: 'Your contacts at this account have another memo or muxed id.',
  RUINOUS_RATE: 'At worst a tenth or more of its worth is lost.',
  WORST_RATE: 'At worst more than 2 percent of its worth is lost.',
  UNKNOWN_RATE: 'Nobody can tell what a trade brings, or what that is worth.',
  MIXED_SCRIPTS: 'One word of a name has letters of two alphabets.',
  UNTYPED_DESTINATION: 'The agent read the address somewhere.',
  UNTYPED_AMOUNT: 'The agent read or worked out the amount somewhere.',
  FIRST_PAYMENT: 'Nothing was ever paid to this address with this memo.',
  NEW_ACCOUNT: 'The payment would create the account.',
  UNKNOWN_ASSET: 'An asset is not one of the well-known ones.',
  SIGNERS: 'Somebody else can sign for the account, or one signature is not enough.',
  NO_PRICE: 'Nobody says what it is worth.',
  OLD_PRICE: 'The price is more than five minutes old.',
  LOCKED_RESERVE: 'Some of it is only locked, as a reserve.',
};
registerEnumType(WarningCode, {
  name: 'WarningCode',
  description: 'What to look at. docs/approvals.md says of each what to do.',
  valuesConfig: Object.fromEntries(Object.entries(MEANINGS).map(([code, description]) => [code, { description }])),
});

@ObjectType('Warning', {
  simpleResolvers: true,
  description: 'One thing to look at before agreeing, as data: the client words it.',
})
export class WarningType {
  @Field(() => WarningCode, { description: 'What it is.' }) code!: WarningCode;
  @Field(() => RiskLevel, { description: 'How bad it is.' }) level!: RiskLevel;
  @Field(() => JsonObjectScalar, {
    description: 'What the sentence is made of, all of it text: amounts in decimal, assets as `XLM` or `CODE:ISSUER`.',
  })
  parameters!: Record<string, string>;
}
