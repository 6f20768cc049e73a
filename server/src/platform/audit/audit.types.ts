import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ActorKind } from '../../kernel/actor.js';
import { connectionOf } from '../graphql/connection.js';
import { Node } from '../graphql/node.js';
import { JsonObjectScalar } from '../graphql/scalars/json-scalars.js';
import { DateTimeScalar } from '../graphql/scalars/scalars.js';

@ObjectType('AuditEntry', {
  implements: Node,
  description: 'One act. `hash` covers the act and the hash of the one before it.',
})
export class AuditEntryType {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: 'Counts up from 1 in the log of its person.' }) seq!: number;
  @Field(() => DateTimeScalar, { description: 'When it was done.' }) at!: Date;
  @Field(() => ActorKind, { description: 'Who acted.' }) actor!: ActorKind;
  @Field(() => String, { description: 'What was done, such as `transaction.signed`.' }) action!: string;
  @Field(() => String, { description: 'Id of what it was done to.' }) resource!: string;
  @Field(() => String, { description: 'What came of it.' }) result!: string;
  @Field(() => JsonObjectScalar, { description: 'More about it; never a secret.' }) details!: Record<string, unknown>;
  @Field(() => String, {
    description: 'SHA-256 over the canonical JSON (RFC 8785) of the entry without `id` and `hash`, with `userId`; hex.',
  })
  hash!: string;
  @Field(() => String, { description: '64 zeros before the first entry.' }) previousHash!: string;
}

export const AuditConnection = connectionOf('Audit', AuditEntryType);

@ObjectType({ description: 'The result of recomputing the whole chain.', simpleResolvers: true })
export class AuditVerification {
  @Field(() => Boolean, { description: 'Whether every entry follows from the one before.' }) valid!: boolean;
  @Field(() => Int, { description: 'How many entries were checked.' }) entries!: number;
  @Field(() => String, { description: 'Keep it: a later log that does not contain it was changed.' }) head!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Number of the first entry that does not follow; null in a good log.',
  })
  brokenAtSeq!: number | null;
  @Field(() => String, { description: 'The result in a sentence.' }) message!: string;
  @Field(() => Int, {
    description: 'How many signed checkpoints were compared and agree; one is due every 256 entries.',
  })
  checkpoints!: number;
  @Field(() => String, {
    description: 'Ed25519 key under the checkpoints, base64. Keep it: another key is another server.',
  })
  checkpointKey!: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether the log holds `knownHead`; null without one.' })
  knownHeadFound!: boolean | null;
}

export enum AuditFormat {
  JSONL = 'JSONL',
  CSV = 'CSV',
}
registerEnumType(AuditFormat, {
  name: 'AuditFormat',
  description: 'How to write the log down.',
  valuesConfig: {
    JSONL: { description: 'A line of JSON for each entry and checkpoint; `npm run verify` checks it offline.' },
    CSV: { description: 'For a spreadsheet, the column names first; it cannot be verified.' },
  },
});

@ObjectType('AuditExport', {
  simpleResolvers: true,
  description: 'Up to 1000 entries as text. Put the pages after one another into one file.',
})
export class AuditExportType {
  @Field(() => String, { description: 'The file itself.' }) text!: string;
  @Field(() => Int, { nullable: true, description: 'Give it as `after` for the next page; null after the last one.' })
  nextSeq!: number | null;
  @Field(() => String, { description: 'Hash of the newest entry of the log when the page was written. Keep it.' })
  head!: string;
}

@InputType({ description: 'Which acts to list.' })
export class AuditFilter {
  @Field(() => String, { nullable: true, description: 'An action, or the beginning of one such as `transaction.`.' })
  action?: string;
  @Field(() => String, { nullable: true, description: 'Id of what it was done to.' }) resource?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'From this moment on.' }) since?: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this moment.' }) until?: Date;
}
