import type { NodeFinder } from '../graphql/node.resolver.js';
import { Passkey, Session, User } from './user.entity.js';
import { PasskeyType, SessionType, UserType } from './user.type.js';

// Made an instance of its type, because that is how the interface Node tells what it is.
const user: NodeFinder = async ({ em, actor }, id) => {
  const row = actor?.userId === id ? await em.findOne(User, { id }) : null;
  return row && Object.assign(new UserType(), row);
};

const passkey: NodeFinder = async ({ em, actor }, id) => {
  const row = await em.findOne(Passkey, { id, userId: actor?.userId ?? '' });
  return row && Object.assign(new PasskeyType(), row);
};

const session: NodeFinder = async ({ em, actor }, id) => {
  const row = await em.findOne(Session, { id, userId: actor?.userId ?? '' });
  return row && Object.assign(new SessionType(), row);
};

/** What node(id) finds of this folder, by id prefix. */
export const userNodes: [string, NodeFinder][] = [
  ['usr', user],
  ['key', passkey],
  ['ses', session],
];
