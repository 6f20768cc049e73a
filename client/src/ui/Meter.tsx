import clsx from 'clsx';

type Props = { label: string; text: string; percent: number; addedPercent?: number };

/** How much of a limit is used, and how much one more payment would add. The text says the same as the bar. */
export const Meter = ({ label, text, percent, addedPercent = 0 }: Props) => {
  const total = Math.min(100, percent + addedPercent);
  const look = total > 90 ? 'fill-warn-ink' : 'fill-go';
  return (
    <div>
      <p className="text-sm tabular-nums">{text}</p>
      {/* The native meter draws one bar only; it stays for those who do not see the drawing. */}
      <meter className="sr-only" min={0} max={100} value={total} aria-label={label}>
        {text}
      </meter>
      <svg
        aria-hidden
        className="mt-1.5 block h-2 w-full overflow-hidden rounded-full bg-sunken"
        preserveAspectRatio="none"
        viewBox="0 0 100 8"
      >
        <rect width={total} height="8" className={clsx(look, 'opacity-45')} />
        <rect width={percent} height="8" className={look} />
      </svg>
    </div>
  );
};
