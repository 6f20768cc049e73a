import { Check, CircleAlert, LoaderCircle } from 'lucide-react';
import { Disclosure, Json } from '../ui/Disclosure.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import type { ToolItem } from './run-steps.js';
import { toolFailure, toolSummary } from './tool-summary.js';

const Mark = ({ item }: { item: ToolItem }) => {
  if (!item.settled) return <LoaderCircle size={15} aria-label="running" className="spin shrink-0 text-accent" />;
  if (item.call.ok === false) return <CircleAlert size={15} aria-label="failed" className="shrink-0 text-danger" />;
  return <Check size={15} aria-label="done" className="shrink-0 text-muted" />;
};

/** One call of a tool: a line, and the raw exchange a click away. */
export const ToolCard = ({ item }: { item: ToolItem }) => (
  <div className="rounded-xl border border-line bg-surface px-3">
    <Disclosure
      summary={
        <span className="flex min-w-0 items-center gap-2">
          <Mark item={item} />
          <span className="min-w-0 break-words text-ink">{toolSummary(item)}</span>
        </span>
      }
    >
      <div className="flex flex-col gap-2 pb-1">
        <Json value={item.call.arguments} label={`What ${item.call.name} was called with`} />
        {item.call.result && <Json value={item.call.result} label={`What ${item.call.name} answered`} />}
      </div>
    </Disclosure>
    {item.settled && item.call.ok === false && (
      <p className="pb-3 text-sm text-danger break-words">{escapeHidden(toolFailure(item))}</p>
    )}
  </div>
);
