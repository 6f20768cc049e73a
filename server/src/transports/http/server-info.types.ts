import { Field, ObjectType } from 'type-graphql';
import { ModelKind } from '../../agent/model/model-gateway.js';
import { Network } from '../../kernel/networks.js';
import { TeeMode } from '../../tee/attestation/tee-mode.js';

@ObjectType({ description: 'A Stellar network that this server works with.' })
export class NetworkInfo {
  @Field(() => Network) network!: Network;
  @Field(() => String, { description: 'For people, such as "local network".' }) name!: string;
  @Field(() => String, { description: 'Part of every signature.' }) passphrase!: string;
  @Field(() => String, { description: 'Where its Horizon answers.' }) horizonUrl!: string;
  @Field(() => Boolean, { description: 'Nothing on this network is worth anything.' }) testMoney!: boolean;
}

@ObjectType({ description: 'What plans the agent’s work.' })
export class ModelInfo {
  @Field(() => ModelKind, { description: 'Language model or built-in planner.' }) kind!: ModelKind;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'A sentence about what to expect of it.' }) note!: string;
}

@ObjectType({ description: 'What this server is. It holds no secret, and everybody may read it.' })
export class ServerInfo {
  @Field(() => String, { description: 'Version of the program.' }) version!: string;
  @Field(() => [NetworkInfo], { description: 'The Stellar networks that it works with.' }) networks!: NetworkInfo[];
  @Field(() => ModelInfo, { description: 'What plans the agent’s work.' }) model!: ModelInfo;
  @Field(() => TeeMode, { description: 'Whether a proof of the machine is required.' }) attestation!: TeeMode;
  @Field(() => Boolean, { description: 'Whether one can try it without a passkey, with test money.' })
  demoSignIn!: boolean;
}
