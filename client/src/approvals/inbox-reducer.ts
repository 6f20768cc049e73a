import type { ApprovalStatus } from '../graphql/generated/graphql.js';

export type Inbox = { pending: readonly string[]; cursor: string | null; auditHeads: readonly string[] };
export const emptyInbox: Inbox = { pending: [], cursor: null, auditHeads: [] };

/** As many heads of the log as a burst of events may bring before they are looked at. */
const HEADS_AT_MOST = 50;

type ApprovalEvent = { cursor: string; auditHead: string; approval: { id: string; status: ApprovalStatus } };

/** Which approvals wait, from the stream of their changes; an event seen twice changes nothing. */
export const afterEvent = (inbox: Inbox, { cursor, auditHead, approval }: ApprovalEvent): Inbox => {
  const others = inbox.pending.filter((id) => id !== approval.id);
  const known = inbox.pending.includes(approval.id);
  const pending = approval.status !== 'PENDING' ? others : known ? inbox.pending : [...inbox.pending, approval.id];
  const heads = inbox.auditHeads.filter((head) => head !== auditHead);
  return { pending, cursor, auditHeads: [...heads, auditHead].slice(-HEADS_AT_MOST) };
};
