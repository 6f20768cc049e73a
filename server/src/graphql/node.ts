import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType({ description: 'Anything with an id of its own; `node(id)` finds it if it is yours.' })
export abstract class Node {
  @Field(() => ID) id!: string;
}
