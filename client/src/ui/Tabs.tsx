import clsx from 'clsx';

type Props<Value extends string> = {
  label: string;
  tabs: { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

/** A row of choices of which one holds. */
export const Tabs = <Value extends string>({ label, tabs, value, onChange }: Props<Value>) => (
  <fieldset className="flex max-w-full gap-1 self-start rounded-xl bg-sunken p-1">
    <legend className="sr-only">{label}</legend>
    {tabs.map((tab) => (
      <button
        key={tab.value}
        type="button"
        aria-pressed={tab.value === value}
        onClick={() => onChange(tab.value)}
        className={clsx(
          'min-h-11 rounded-lg px-2.5 text-sm sm:px-3.5 font-medium transition-colors',
          tab.value === value
            ? 'bg-surface text-ink shadow-card ring-1 ring-line-strong/60'
            : 'text-muted hover:text-ink',
        )}
      >
        {tab.label}
      </button>
    ))}
  </fieldset>
);
