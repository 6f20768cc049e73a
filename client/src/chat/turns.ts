import type { ThreadMessage_MessageFragment } from '../graphql/generated/graphql.js';

type Message = ThreadMessage_MessageFragment;
export type Turn = { key: string; asked: Message | null; answered: Message | null; runId: string | null };

/** Messages as turns: what a person said, the run it started and what came of it. */
export const turnsOf = (messages: readonly Message[], runIds: readonly string[]): Turn[] => {
  const turns: Turn[] = [];
  for (const message of messages) {
    const runId = message.run?.id ?? null;
    const last = turns.at(-1);
    if (message.role === 'USER') {
      turns.push({ key: message.id, asked: message, answered: null, runId });
    } else if (last && !last.answered && (last.runId === null || runId === null || last.runId === runId)) {
      last.answered = message;
      last.runId ??= runId;
    } else {
      turns.push({ key: message.id, asked: null, answered: message, runId });
    }
  }
  return withLooseRuns(turns, runIds);
};

/** A run that no message names belongs to the last question that has none. */
const withLooseRuns = (turns: Turn[], runIds: readonly string[]): Turn[] => {
  const named = new Set(turns.map((turn) => turn.runId));
  const loose = runIds.filter((id) => !named.has(id));
  for (const turn of turns.toReversed()) {
    if (turn.runId === null && turn.asked) turn.runId = loose.pop() ?? null;
  }
  return turns;
};
