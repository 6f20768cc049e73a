import { ShieldAlert } from 'lucide-react';
import { escapeHidden } from '../ui/values/escape-hidden.js';

/** Who else can move the money of this account, or what this server cannot do alone; nothing where that is nobody. */
export const ControlWarnings = ({ warnings }: { warnings: readonly string[] }) =>
  warnings.length === 0 ? null : (
    <section
      role="note"
      aria-label="Who can sign"
      className="flex gap-3 border-y-2 border-warn-line bg-warn-soft px-5 py-4 text-warn-ink"
    >
      <ShieldAlert size={22} aria-hidden className="mt-0.5 shrink-0" />
      <ul className="flex min-w-0 flex-col gap-1.5">
        {warnings.map((warning) => (
          <li key={warning} className="break-words">
            {escapeHidden(warning)}
          </li>
        ))}
      </ul>
    </section>
  );
