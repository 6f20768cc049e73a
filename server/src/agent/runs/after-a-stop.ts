import type { ModelMessage, ModelToolCall } from '../model/model-gateway.js';
import type { ToolOutcome } from './tool-runner.js';

const PLAN_AGAIN = 'Do not propose it again unless the person asks for it.';

/** How a proposal ended without being done, in words for the model; these ends are no faults of its arguments. */
const ENDS: Partial<Record<string, { own: string; others: string }>> = {
  REJECTED: {
    own: `The person said no. ${PLAN_AGAIN}`,
    others: 'Not done: the person said no to another proposal of this turn, and nothing of the rest was proposed.',
  },
  EXPIRED: {
    own: 'Its time was over before it was done. Nobody said no: say so, and ask the person whether they still want it.',
    others: 'Not done: the time of another proposal of this turn was over, and nothing of the rest was proposed.',
  },
  SUPERSEDED: {
    own: `It was taken away before anybody decided; \`failure\` says why. ${PLAN_AGAIN}`,
    others: 'Not done: another proposal of this turn was taken away, and nothing of the rest was proposed.',
  },
};

/** Says in words what the status of a proposal means where it must not be mistaken for another. */
export const withWords = ({ transaction, result, ...outcome }: ToolOutcome): ToolOutcome => {
  const words = transaction && ENDS[transaction.status]?.own;
  return { ...outcome, ...(transaction && { transaction }), result: words ? { ...result, note: words } : result };
};

/** What the other proposing calls of the turn are answered after such an end; null where they go on. */
export const refusalOfOthers = ({ transaction }: ToolOutcome): ToolOutcome | null => {
  const words = transaction && ENDS[transaction.status]?.others;
  return words ? { ok: false, result: { code: 'NOT_DONE', message: `${words} Plan again.` } } : null;
};

/** The calls of the newest turn that have no answer yet, in order. */
export const unanswered = (messages: ModelMessage[]): ModelToolCall[] => {
  const turn = messages.findLast((message) => message.role === 'assistant');
  const answered = new Set(messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : [])));
  return turn?.toolCalls.filter(({ id }) => !answered.has(id)) ?? [];
};
