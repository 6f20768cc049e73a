import { Field, ID, InterfaceType } from 'type-graphql';
import { prefixOf } from '../../kernel/ids.js';

const TYPE_BY_PREFIX: Readonly<Record<string, string>> = {
  usr: 'User',
  key: 'Passkey',
  api: 'ApiKey',
  ses: 'Session',
  acc: 'Account',
  con: 'Contact',
  thr: 'Thread',
  msg: 'Message',
  run: 'AgentRun',
  txn: 'Transaction',
  apr: 'Approval',
  aud: 'AuditEntry',
};

@InterfaceType({
  description: 'Anything with an id of its own; `node(id)` finds it if it is yours.',
  resolveType: ({ id }: { id: string }) => TYPE_BY_PREFIX[prefixOf(id)],
})
export abstract class Node {
  @Field(() => ID) id!: string;
}
