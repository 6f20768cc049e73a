import { useMemo, useState } from 'react';
import { useStickToBottom } from 'use-stick-to-bottom';
import { CardShown } from '../approvals/card-shown.js';
import { Button } from '../ui/Button.js';
import { escapeHiddenInText } from '../ui/values/escape-hidden.js';
import { AgentText } from './AgentText.js';
import { RunView } from './RunView.js';
import { isOver } from './run-steps.js';
import { type Turn, turnsOf } from './turns.js';
import type { LoadedThread } from './use-thread.js';

const SHOWN_AT_FIRST = 12;

const TurnView = ({ turn, onEnded }: { turn: Turn; onEnded: (runId: string) => void }) => (
  <li className="flex flex-col gap-5">
    {turn.asked && (
      <p className="enter max-w-[85%] self-end rounded-2xl rounded-br-md bg-primary px-4 py-2.5 break-words whitespace-pre-wrap text-primary-ink">
        <span className="sr-only">You: </span>
        {escapeHiddenInText(turn.asked.text)}
      </p>
    )}
    <div className="min-w-0">
      <span className="sr-only">Agent: </span>
      {turn.runId ? (
        <RunView runId={turn.runId} answer={turn.answered?.text ?? null} onEnded={onEnded} />
      ) : (
        turn.answered && <AgentText text={turn.answered.text} />
      )}
    </div>
  </li>
);

/** The turns of a thread; it stays at the newest unless the person scrolls up. */
export const Conversation = ({ thread, onEnded }: { thread: LoadedThread; onEnded: () => void }) => {
  const { scrollRef, contentRef, stopScroll, scrollToBottom } = useStickToBottom({
    initial: 'instant',
    resize: 'smooth',
  });
  const cards = useMemo(
    () => ({
      arrived: (card: HTMLElement) => {
        stopScroll();
        card.scrollIntoView({ block: 'start' });
      },
      decided: () => void scrollToBottom(),
    }),
    [stopScroll, scrollToBottom],
  );
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const turns = turnsOf(
    thread.messages,
    thread.runs.map((run) => run.id),
  );
  const ended = (runId: string) => {
    const known = thread.runs.find((run) => run.id === runId);
    if (!known || !isOver(known.status)) onEnded();
  };
  const earlier = Math.max(0, turns.length - shown);
  return (
    <div
      ref={scrollRef}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard.
      tabIndex={0}
      role="log"
      aria-label="Conversation"
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto"
    >
      <div ref={contentRef} className="mx-auto w-full max-w-3xl px-4 py-6 sm:px-6">
        {earlier > 0 && (
          <div className="mb-6 text-center">
            <Button onClick={() => setShown(shown + SHOWN_AT_FIRST)}>
              Show {Math.min(earlier, SHOWN_AT_FIRST)} earlier
            </Button>
          </div>
        )}
        <CardShown value={cards}>
          <ol className="flex flex-col gap-8">
            {turns.slice(-shown).map((turn) => (
              <TurnView key={turn.key} turn={turn} onEnded={ended} />
            ))}
          </ol>
        </CardShown>
      </div>
    </div>
  );
};
