import type { ApprovalStatus } from '../graphql/generated/graphql.js';

export type Inbox = { pending: readonly string[]; cursor: string | null; auditHead: string | null };
export const emptyInbox: Inbox = { pending: [], cursor: null, auditHead: null };

type ApprovalEvent = { cursor: string; auditHead: string; approval: { id: string; status: ApprovalStatus } };

/** Which approvals wait, from the stream of their changes; an event seen twice changes nothing. */
export const afterEvent = (inbox: Inbox, { cursor, auditHead, approval }: ApprovalEvent): Inbox => {
  const others = inbox.pending.filter((id) => id !== approval.id);
  const known = inbox.pending.includes(approval.id);
  const pending = approval.status !== 'PENDING' ? others : known ? inbox.pending : [...inbox.pending, approval.id];
  return { pending, cursor, auditHead };
};
