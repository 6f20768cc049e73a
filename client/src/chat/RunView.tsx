import { useState } from 'react';
import { TransactionLine } from '../approvals/TransactionLine.js';
import type { RunStatus } from '../graphql/generated/graphql.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Notice } from '../ui/Notice.js';
import { escapeHiddenInText } from '../ui/values/escape-hidden.js';
import { AgentText } from './AgentText.js';
import { RunSteps } from './RunSteps.js';
import { type Item, isFailedTool, isOver, itemsOf } from './run-steps.js';
import { ToolCard } from './ToolCard.js';
import { useRun } from './use-run.js';

const Answer = ({ items, stored, over }: { items: Item[]; stored: string | null; over: boolean }) => {
  const last = items.findLast((item) => item.kind === 'answer');
  const writing = items.at(-1);
  if (last) return <AgentText text={last.text} />;
  if (stored !== null) return <AgentText text={stored} />;
  if (!over && writing?.kind === 'text') return <AgentText text={writing.text} />;
  return null;
};

const Doing = ({ status, items }: { status: RunStatus | null; items: Item[] }) => {
  if (status === 'WAITING_FOR_APPROVAL')
    return <p className="text-sm text-muted">The agent waits for your decision.</p>;
  if (status === 'CANCELLED') return <p className="text-sm text-muted">Stopped.</p>;
  if (status === null || isOver(status) || items.at(-1)?.kind === 'text') return null;
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <span aria-hidden className="pulse size-2 rounded-full bg-accent" />
      {status === 'QUEUED' ? 'Starting…' : 'Thinking…'}
    </p>
  );
};

/** Text that is neither the answer nor being written now is a thought on the way. */
const isFolded = (item: Item, index: number, items: Item[], over: boolean): boolean =>
  (item.kind === 'text' && (over || index < items.length - 1)) || (item.kind === 'tool' && !isFailedTool(item));

/** One run: its steps, folded once it is over; what needs a person and what went wrong never folds. */
export const RunView = ({
  runId,
  answer,
  onEnded,
}: {
  runId: string;
  answer: string | null;
  onEnded: (runId: string) => void;
}) => {
  const { status, steps, runError, error, reload } = useRun(runId, onEnded);
  const [openedByHand, setOpenedByHand] = useState<boolean | null>(null);
  const items = itemsOf(steps);
  const over = status !== null && isOver(status);
  const folded = items.filter((item, index) => isFolded(item, index, items, over));
  const failure =
    status === 'FAILED'
      ? (items.find((item) => item.kind === 'error')?.text ?? runError?.message ?? 'The run failed.')
      : null;
  return (
    <div className="flex min-w-0 flex-col gap-3" aria-busy={status !== null && !over}>
      {error && <ErrorNotice message={error} onRetry={reload} />}
      {folded.length > 0 && (
        <RunSteps items={folded} open={openedByHand ?? !over} onToggle={setOpenedByHand} over={over} />
      )}
      {items.map((item) => {
        if (isFailedTool(item)) return <ToolCard key={item.key} item={item} />;
        return item.kind === 'transaction' ? (
          <TransactionLine key={item.key} transactionId={item.transactionId} />
        ) : null;
      })}
      <Answer items={items} stored={answer} over={over} />
      <Doing status={status} items={items} />
      {failure && (
        <Notice tone="bad" role="alert">
          {escapeHiddenInText(failure)}
        </Notice>
      )}
    </div>
  );
};
