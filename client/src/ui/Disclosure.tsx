import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

type Props = { summary: ReactNode; children: ReactNode; open?: boolean };

/** Details one click away. */
export const Disclosure = ({ summary, children, open }: Props) => (
  <details className="group" open={open}>
    <summary className="flex min-h-11 items-center gap-2 rounded-lg text-sm text-muted hover:text-ink">
      <ChevronRight size={16} aria-hidden className="shrink-0 transition-transform group-open:rotate-90" />
      <span className="min-w-0 flex-1">{summary}</span>
    </summary>
    <div className="pt-1 pb-2">{children}</div>
  </details>
);

/** Raw data, as it came. */
export const Json = ({ value, label }: { value: unknown; label: string }) => (
  <section aria-label={label}>
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-lg bg-sunken p-3 font-mono text-xs leading-5 break-all whitespace-pre-wrap"
    >
      {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
    </pre>
  </section>
);
