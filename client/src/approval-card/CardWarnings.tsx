import { ShieldAlert, TriangleAlert } from 'lucide-react';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import type { Warning } from './card-warnings.js';

type Props = { warnings: Warning[]; changesControl: boolean; unsized: boolean; readable: boolean };

/** What needs a look, before the facts. */
export const CardWarnings = ({ warnings, changesControl, unsized, readable }: Props) => (
  <>
    {!readable && (
      <section
        role="note"
        aria-label="Not readable"
        className="border-b border-line bg-danger-soft px-5 py-3 text-danger"
      >
        <p className="font-semibold">Tuxedo cannot read this transaction, so it cannot be approved here.</p>
      </section>
    )}
    {changesControl && (
      <section
        role="note"
        aria-label="Change of control"
        className="flex gap-3 border-y-2 border-danger bg-danger-soft px-5 py-4 text-danger"
      >
        <ShieldAlert size={22} aria-hidden className="mt-0.5 shrink-0" />
        <p>
          <strong className="block">This changes who controls the account.</strong>
          Afterwards you may not be able to move this money, or someone else may.
        </p>
      </section>
    )}
    {unsized && (
      <section
        role="note"
        aria-label="Unknown cost"
        className="flex gap-3 border-y-2 border-danger bg-danger-soft px-5 py-4 text-danger"
      >
        <ShieldAlert size={22} aria-hidden className="mt-0.5 shrink-0" />
        <p>
          <strong className="block">Tuxedo cannot tell what this may cost.</strong>
          The amounts below are not the most that can leave the account.
        </p>
      </section>
    )}
    {warnings.length > 0 && (
      <section
        role="note"
        aria-label="What to check"
        className="border-b border-warn-line bg-warn-soft px-5 py-3 text-warn-ink"
      >
        <ul className="flex flex-col gap-1.5 text-sm">
          {warnings.map((warning) => (
            <li key={warning.title + warning.text} className="flex gap-2.5">
              <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
              <span className="min-w-0 break-words">
                <strong className="font-semibold">{escapeHidden(warning.title)}</strong> {escapeHidden(warning.text)}
              </span>
            </li>
          ))}
        </ul>
      </section>
    )}
  </>
);
