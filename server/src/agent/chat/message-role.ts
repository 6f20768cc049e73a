import { registerEnumType } from 'type-graphql';

export enum MessageRole {
  USER = 'USER',
  ASSISTANT = 'ASSISTANT',
}
registerEnumType(MessageRole, {
  name: 'MessageRole',
  description: 'Who said it.',
  valuesConfig: {
    ASSISTANT: { description: 'The agent.' },
    USER: { description: 'You.' },
  },
});
