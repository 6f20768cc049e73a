import { badInput } from '../../kernel/errors.js';
import { auditHead } from '../../platform/audit/audit-log.js';
import { streamHead } from '../../platform/events/events.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { Approval, ApprovalStatus } from './approval.entity.js';

export type ApprovalChange = { cursor: string; approvalId: string; auditHead: string };

/** The approvals that wait now, then every change in order. With `after`: every change since, then live, without a gap. */
export async function* approvalChanges(
  context: RequestContext,
  after: string | null,
): AsyncGenerator<ApprovalChange, void> {
  const { userId } = actorOf(context);
  const stream = `approvals:${userId}`;
  // The number is read before the approvals: a change between the two is told twice rather than never.
  const head = after === null ? await streamHead(context.em, stream) : cursorOf(after);
  if (after === null) yield* waiting(context, userId, head);
  for await (const { seq, payload } of context.follow(stream, head))
    yield {
      cursor: String(seq),
      approvalId: payload.approvalId as string,
      auditHead: payload.auditHead as string,
    };
}

async function* waiting(context: RequestContext, userId: string, head: number): AsyncGenerator<ApprovalChange, void> {
  const auditNow = await auditHead(context.em, userId);
  const pending = await context.em.find(
    Approval,
    { userId, status: ApprovalStatus.PENDING },
    { orderBy: { id: 'asc' } },
  );
  for (const { id } of pending) yield { cursor: String(head), approvalId: id, auditHead: auditNow };
}

const cursorOf = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw badInput('`after` must be a cursor of an earlier event.');
  return Number(text);
};
