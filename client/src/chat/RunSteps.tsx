import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import { AgentText } from './AgentText.js';
import type { Item } from './run-steps.js';
import { ToolCard } from './ToolCard.js';

type Props = { items: Item[]; open: boolean; over: boolean; onToggle: (open: boolean) => void };

const title = (count: number, over: boolean): string =>
  `${over ? 'Worked through' : 'Working:'} ${count} ${count === 1 ? 'step' : 'steps'}`;

/** The way to the answer. A toggle by hand wins over folding by itself. */
export const RunSteps = ({ items, open, over, onToggle }: Props) => {
  const id = useId();
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => onToggle(!open)}
        className="flex min-h-11 items-center gap-1.5 rounded-lg text-sm text-muted hover:text-ink"
      >
        <ChevronRight
          size={15}
          aria-hidden
          className={open ? 'rotate-90 transition-transform' : 'transition-transform'}
        />
        {title(items.length, over)}
      </button>
      <ol id={id} hidden={!open} className="ml-1.5 flex flex-col gap-2 border-l border-line pl-4 [[hidden]]:hidden">
        {items.map((item) => (
          <li key={item.key} className="enter min-w-0 text-sm">
            {item.kind === 'tool' && <ToolCard item={item} />}
            {item.kind === 'text' && (
              <div className="text-muted">
                <AgentText text={item.text} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
};
