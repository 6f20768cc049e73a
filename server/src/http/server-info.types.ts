import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { ModelKind } from '../openai/model-gateway.js';
import { Network } from '../stellar/networks.js';

export enum TeeMode {
  OFF = 'OFF',
  REQUIRED = 'REQUIRED',
}
registerEnumType(TeeMode, {
  name: 'TeeMode',
  description: 'Whether the server must run in a confidential virtual machine and prove it.',
});

@ObjectType({ description: 'A Stellar network that this server works with.' })
export class NetworkInfo {
  @Field(() => Network) network!: Network;
  @Field(() => String, { description: 'For people, such as "local network".' }) name!: string;
  @Field(() => String, { description: 'Part of every signature.' }) passphrase!: string;
  @Field(() => String) horizonUrl!: string;
  @Field(() => Boolean, { description: 'Nothing on this network is worth anything.' }) testMoney!: boolean;
}

@ObjectType({ description: 'What plans the agent’s work.' })
export class ModelInfo {
  @Field(() => ModelKind) kind!: ModelKind;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'A sentence about what to expect of it.' }) note!: string;
}

@ObjectType({ description: 'What this server is. It holds no secret, and everybody may read it.' })
export class ServerInfo {
  @Field(() => String) version!: string;
  @Field(() => [NetworkInfo]) networks!: NetworkInfo[];
  @Field(() => ModelInfo) model!: ModelInfo;
  @Field(() => TeeMode) attestation!: TeeMode;
  @Field(() => Boolean, { description: 'Whether one can try it without a passkey, with test money.' })
  demoSignIn!: boolean;
}

@ObjectType({ description: 'What can be proved about the machine and the code that answer.' })
export class Attestation {
  @Field(() => TeeMode) mode!: TeeMode;
  @Field(() => String, { nullable: true, description: 'The nonce that was asked with, so that no old answer passes.' })
  nonce!: string | null;
  @Field(() => String, { description: 'What this proves, and what it does not.' }) statement!: string;
}
