import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf } from '../../platform/graphql/connection.js';
import { Node } from '../../platform/graphql/node.js';
import { DateTimeScalar } from '../../platform/graphql/scalars/scalars.js';
import { MessageRole } from './message-role.js';

@ObjectType('Thread', { implements: Node, description: 'One conversation with the agent.' })
export class ThreadType extends Node {
  @Field(() => ID) declare id: string;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { description: 'When something was last said.' }) updatedAt!: Date;
}
export const ThreadConnection = connectionOf('Thread', ThreadType);

@ObjectType('Message', { implements: Node, description: 'What was said. It never changes.' })
export class MessageType extends Node {
  @Field(() => ID) declare id: string;
  @Field(() => MessageRole, { description: 'Who said it.' }) role!: MessageRole;
  @Field(() => String, { description: 'The words.' }) text!: string;
  @Field(() => DateTimeScalar) createdAt!: Date;
}
export const MessageConnection = connectionOf('Message', MessageType);

@InputType()
export class RenameThreadInput {
  @Field(() => ID, { description: 'Id of the conversation.' }) id!: string;
  @Field(() => String, { description: '1 to 80 characters.' }) title!: string;
}

@InputType()
export class SendMessageInput {
  @Field(() => ID, { description: 'The conversation to say it in.' }) threadId!: string;
  @Field(() => String, { description: '1 to 4000 characters.' }) text!: string;
  @Field(() => String, {
    nullable: true,
    description: 'At most 200 characters of your choice. The same key with the same input gives the same run.',
  })
  idempotencyKey?: string | null;
}
