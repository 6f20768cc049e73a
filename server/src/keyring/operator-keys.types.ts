import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../platform/graphql/scalars/scalars.js';

export enum KeyMode {
  ENVIRONMENT = 'ENVIRONMENT',
  ENCLAVE = 'ENCLAVE',
  BOTH = 'BOTH',
}
registerEnumType(KeyMode, {
  name: 'KeyMode',
  description: 'What the master key is made of. Fixed at the first start.',
  valuesConfig: {
    ENVIRONMENT: { description: 'ENCRYPTION_MASTER_KEY, or the file of a laptop.' },
    ENCLAVE: { description: 'A key that the enclave derives.' },
    BOTH: { description: 'Both of them: with one alone nothing opens.' },
  },
});

export enum KeyVersionState {
  ACTIVE = 'ACTIVE',
  RETIRING = 'RETIRING',
  RETIRED = 'RETIRED',
}
registerEnumType(KeyVersionState, {
  name: 'KeyVersionState',
  description: 'What a version is used for.',
  valuesConfig: {
    ACTIVE: { description: 'It seals new keys. There is one.' },
    RETIRING: { description: 'It only opens what was sealed with it.' },
    RETIRED: { description: 'Its key is destroyed.' },
  },
});

export enum RewrapState {
  RUNNING = 'RUNNING',
  DONE = 'DONE',
  FAILED = 'FAILED',
}
registerEnumType(RewrapState, {
  name: 'RewrapState',
  description: 'How a pass over the accounts stands.',
  valuesConfig: {
    RUNNING: { description: 'It goes on; nobody has to wait for it.' },
    DONE: { description: 'It came to the end. Accounts whose keys do not open are named.' },
    FAILED: { description: 'It broke off; what it moved stays moved. Ask for it again.' },
  },
});

@ObjectType('RewrapReport', {
  simpleResolvers: true,
  description: 'One pass over the accounts, as far as it is. A process that dies leaves nothing to repair.',
})
export class RewrapReportType {
  @Field(() => RewrapState, { description: 'How it stands.' }) state!: RewrapState;
  @Field(() => Boolean, { description: 'Whether it only tries, and writes nothing.' }) dryRun!: boolean;
  @Field(() => Boolean, { description: 'Whether each account gets a new data key too.' }) newDataKeys!: boolean;
  @Field(() => DateTimeScalar, { description: 'When it began.' }) startedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null while it goes on.' })
  finishedAt!: Date | null;
  @Field(() => Int, { description: 'Accounts that were moved; with `dryRun`, that would have been.' }) moved!: number;
  @Field(() => Int, { description: 'Accounts that somebody else changed or moved meanwhile.' }) skipped!: number;
  @Field(() => Int, { description: 'Accounts whose key does not open. They were left as they are.' })
  notOpeningCount!: number;
  @Field(() => [ID], { description: 'The first 100 of them.' }) notOpening!: string[];
  @Field(() => String, { nullable: true, description: 'Why it failed.' }) message!: string | null;
}

@ObjectType('KeyVersion', {
  simpleResolvers: true,
  description: 'One of the keys that wrap the keys of accounts. Neither it nor a check of it is told.',
})
export class KeyVersionType {
  @Field(() => Int, { description: 'Counts up from 1.' }) version!: number;
  @Field(() => KeyVersionState, { description: 'What it is used for.' }) state!: KeyVersionState;
  @Field(() => DateTimeScalar, { description: 'Since when it is there.' }) createdAt!: Date;
  @Field(() => Int, { description: 'Whole days since then.' }) ageDays!: number;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when another one seals.' })
  retiringAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was destroyed.' }) retiredAt!: Date | null;
  @Field(() => Int, { description: 'Accounts whose keys are under it.' }) accounts!: number;
  @Field(() => Boolean, { description: 'Whether `retireKeys` would destroy it now.' }) retirable!: boolean;
}

@ObjectType('KeyStatus', {
  simpleResolvers: true,
  description: 'How the keys of this server stand, as `npm run keys -- status` tells it.',
})
export class KeyStatusType {
  @Field(() => KeyMode, { description: 'What the master key is made of.' }) mode!: KeyMode;
  @Field(() => Int, { description: 'The version that seals new keys.' }) activeVersion!: number;
  @Field(() => [KeyVersionType], { description: 'All versions, the oldest first.' }) versions!: KeyVersionType[];
  @Field(() => Int, { description: 'Accounts that are not under the active version yet.' }) remaining!: number;
  @Field(() => Int, {
    description: 'Of these, accounts whose key did not open when this process last tried to move them.',
  })
  notOpeningCount!: number;
  @Field(() => [ID], { description: 'The first 100 of them.' }) notOpening!: string[];
  @Field(() => RewrapReportType, {
    nullable: true,
    description: 'The newest pass that the operator began in this process; null before the first.',
  })
  rewrap!: RewrapReportType | null;
}
