import { Field, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { TeeMode } from './tee-mode.js';

@ObjectType({ simpleResolvers: true, description: 'The public keys that a quote vouches for.' })
export class AttestedKeySet {
  @Field(() => String, { description: 'Form of the set; it is part of the digest.' }) version!: string;
  @Field(() => String, { description: 'Ed25519 in base64, under the checkpoints of the audit logs.' })
  auditCheckpointKey!: string;
  @Field(() => String, { nullable: true, description: 'Ed25519 in base64, under verdicts; null where none is in use.' })
  verdictKey!: string | null;
  @Field(() => [String], {
    description: 'SHA-256 of the keys with which this machine itself ends TLS. Empty where a gateway does.',
  })
  tlsKeys!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'One step of the machine’s boot, as it was measured.' })
export class AttestedEvent {
  @Field(() => Int, { description: 'The register that it went into.' }) imr!: number;
  @Field(() => Int, { description: 'Its kind; part of what is hashed.' }) eventType!: number;
  @Field(() => String, { description: 'What the log says its hash is. Compute it from the payload instead.' })
  digest!: string;
  @Field(() => String, { description: 'Its name, such as `compose-hash`.' }) event!: string;
  @Field(() => String, { description: 'Hex.' }) payload!: string;
  @Field(() => Int, { description: 'How its hash is made.' }) version!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'What somebody outside needs to check what runs here: `npm run verify -- attestation`. Nothing beside the quote counts without it.',
})
export class AttestationEvidence {
  @Field(() => String, { nullable: true, description: 'The nonce in the quote; null in the one that all share.' })
  nonce!: string | null;
  @Field(() => String, { description: 'Signed by the processor; hex.' }) quote!: string;
  @Field(() => [AttestedEvent], { description: 'The steps that lead to register 3 of the quote.' })
  eventLog!: AttestedEvent[];
  @Field(() => String, { description: 'The compose file, byte by byte as it was measured.' }) appCompose!: string;
  @Field(() => String, { description: 'SHA-256 of it, hex, as the boot measured it.' }) composeHash!: string;
  @Field(() => String, { description: 'The application, to which its keys belong; hex.' }) appId!: string;
  @Field(() => String, { description: 'This one machine; hex.' }) instanceId!: string;
  @Field(() => AttestedKeySet, { description: 'The public keys that the quote vouches for.' }) keySet!: AttestedKeySet;
  @Field(() => String, { description: 'SHA-256 over the canonical JSON of the key set.' }) keySetDigest!: string;
  @Field(() => String, { description: 'Which rules judge transactions here.' }) policyEngine!: string;
  @Field(() => String, { nullable: true, description: 'How the machine is built; JSON.' }) vmConfig!: string | null;
  @Field(() => DateTimeScalar, { description: 'When the quote was made.' }) generatedAt!: Date;
  @Field(() => Int, { description: 'Age of the quote.' }) ageSeconds!: number;
}

@ObjectType({ description: 'What can be proved about the machine and the code that answer.' })
export class Attestation {
  @Field(() => TeeMode, { description: 'Whether a proof is required here.' }) mode!: TeeMode;
  @Field(() => String, { nullable: true, description: 'The nonce that was asked with, so that no old answer passes.' })
  nonce!: string | null;
  @Field(() => String, { description: 'What this proves, and what it does not.' }) statement!: string;
  @Field(() => AttestationEvidence, { nullable: true, description: 'Null where no enclave is in use.' })
  evidence!: AttestationEvidence | null;
}
