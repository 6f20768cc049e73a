import { ShieldAlert, TriangleAlert } from 'lucide-react';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import type { Warning } from './card-warnings.js';
import { wordsOf } from './warning-words.js';

const Item = ({ warning, icon: Icon }: { warning: Warning; icon: typeof ShieldAlert }) => {
  const { title, text } = wordsOf(warning);
  return (
    <li className="flex gap-2.5">
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">
        <strong className="font-semibold">{escapeHidden(title)}</strong> {escapeHidden(text)}
      </span>
    </li>
  );
};

type ListProps = { name: string; look: string; icon: typeof ShieldAlert; warnings: Warning[] };

const List = ({ name, look, icon, warnings }: ListProps) =>
  warnings.length > 0 && (
    <section role="note" aria-label={name} className={`border-b px-5 py-3 ${look}`}>
      <ul className="flex flex-col gap-1.5 text-sm">
        {warnings.map((warning) => (
          <Item key={JSON.stringify(warning)} warning={warning} icon={icon} />
        ))}
      </ul>
    </section>
  );

/** What needs a look, before the facts: as the server says it, in its order. */
export const CardWarnings = ({ warnings, readable }: { warnings: Warning[]; readable: boolean }) => (
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
    <List
      name="High risk"
      look="border-danger-solid bg-danger-solid text-white"
      icon={ShieldAlert}
      warnings={warnings.filter(({ level }) => level === 'HIGH')}
    />
    <List
      name="What to check"
      look="border-warn-line bg-warn-soft text-warn-ink"
      icon={TriangleAlert}
      warnings={warnings.filter(({ level }) => level !== 'HIGH')}
    />
  </>
);
