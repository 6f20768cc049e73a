import type { RunStatus, RunStep_AgentStepFragment } from '../graphql/generated/graphql.js';

export type Step = RunStep_AgentStepFragment;
export type ToolItem = {
  kind: 'tool';
  key: string;
  call: NonNullable<Step['tool']>;
  settled: boolean;
  /** It made a transaction, whose own card tells how that ended. */
  madeTransaction: boolean;
};
export type Item =
  | { kind: 'text'; key: string; text: string }
  | ToolItem
  | { kind: 'transaction'; key: string; transactionId: string }
  | { kind: 'error'; key: string; text: string }
  | { kind: 'answer'; key: string; text: string };

/** Steps by their number: one that was seen already is not added again, whatever order they arrive in. */
export const mergeSteps = (known: readonly Step[], arrived: readonly Step[]): readonly Step[] => {
  const seen = new Set(known.map((step) => step.seq));
  const fresh = arrived.filter((step) => !seen.has(step.seq));
  return fresh.length === 0 ? known : [...known, ...fresh].sort((a, b) => a.seq - b.seq);
};

export const lastSeq = (steps: readonly Step[]): number | null => steps.at(-1)?.seq ?? null;

const finished = new Set<RunStatus>(['COMPLETED', 'FAILED', 'CANCELLED']);
export const isOver = (status: RunStatus): boolean => finished.has(status);

/** The run's status as far as its steps show it; only the server can say how it ended. */
export const statusNow = (reported: RunStatus, steps: readonly Step[]): RunStatus => {
  const last = steps.at(-1)?.kind;
  if (isOver(reported) || last === undefined || last === 'ENDED') return reported;
  return last === 'WAITING_FOR_APPROVAL' || asksStill(steps) ? 'WAITING_FOR_APPROVAL' : 'RUNNING';
};

/** Approvals of one turn wait side by side: one that is decided leaves the others open. */
const asksStill = (steps: readonly Step[]): boolean => {
  const open = new Set<string>();
  for (const { kind, tool } of steps) {
    if (kind === 'WAITING_FOR_APPROVAL' && tool) open.add(tool.id);
    if (kind === 'TOOL_RESULT' && tool) open.delete(tool.id);
  }
  return open.size > 0;
};

const addText = (items: Item[], step: Step): void => {
  const last = items.at(-1);
  if (last?.kind === 'text') last.text += step.text ?? '';
  else items.push({ kind: 'text', key: `text-${step.seq}`, text: step.text ?? '' });
};

const addTool = (items: Item[], step: Step): void => {
  if (!step.tool) return;
  const settled = step.kind === 'TOOL_RESULT';
  const at = items.findIndex((item) => item.kind === 'tool' && item.call.id === step.tool!.id);
  const known = items[at];
  if (known?.kind === 'tool')
    items[at] = { ...known, settled, madeTransaction: step.transaction != null, call: { ...known.call, ...step.tool } };
  else
    items.push({
      kind: 'tool',
      key: `tool-${step.tool.id}`,
      call: step.tool,
      settled,
      madeTransaction: step.transaction != null,
    });
};

const addTransaction = (items: Item[], id: string): void => {
  if (items.some((item) => item.kind === 'transaction' && item.transactionId === id)) return;
  items.push({ kind: 'transaction', key: `transaction-${id}`, transactionId: id });
};

/** The answer is what was being written: its deltas are not shown a second time. */
const addAnswer = (items: Item[], step: Step): void => {
  const text = step.text ?? '';
  const last = items.at(-1);
  if (last?.kind === 'text' && text.includes(last.text.trim())) items.pop();
  items.push({ kind: 'answer', key: `answer-${step.seq}`, text });
};

/** What a person sees of a run, in order: deltas joined, each call with its result, each transaction once. */
export const itemsOf = (steps: readonly Step[]): Item[] => {
  const items: Item[] = [];
  for (const step of steps) {
    if (step.kind === 'TEXT') addText(items, step);
    if (step.kind === 'TOOL_CALL' || step.kind === 'TOOL_RESULT') addTool(items, step);
    if (step.kind === 'ANSWER') addAnswer(items, step);
    if (step.kind === 'ERROR')
      items.push({ kind: 'error', key: `error-${step.seq}`, text: step.text ?? 'The run failed.' });
    if (step.transaction) addTransaction(items, step.transaction.id);
  }
  return items;
};

export const isFailedTool = (item: Item): item is ToolItem =>
  item.kind === 'tool' && item.settled && item.call.ok === false && !item.madeTransaction;
