import type { NodeFinder } from '../../platform/graphql/node.resolver.js';
import { ContactType } from '../contacts/contact.type.js';
import { AccountType } from './account.type.js';
import { Account, Contact } from './records/account.entity.js';

// Made an instance of its type, because that is how the interface Node tells what it is.
const account: NodeFinder = async ({ em, actor }, id) => {
  const row = await em.findOne(Account, { id, userId: actor?.userId ?? '' });
  return row && Object.assign(new AccountType(), row);
};

const contact: NodeFinder = async ({ em, actor }, id) => {
  const row = await em.findOne(Contact, { id, userId: actor?.userId ?? '' });
  return row && Object.assign(new ContactType(), row);
};

/** What node(id) finds of this folder, by id prefix. */
export const accountNodes: [string, NodeFinder][] = [
  ['acc', account],
  ['con', contact],
];
