import clsx from 'clsx';
import type { ReactNode } from 'react';

type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'accent';

const tones: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  good: 'bg-go-soft text-go-ink',
  bad: 'bg-danger-soft text-danger',
  warn: 'bg-warn-soft text-warn-ink',
  accent: 'bg-accent-soft text-accent',
};

export const Badge = ({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) => (
  <span
    className={clsx(
      'inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-xs font-semibold whitespace-nowrap',
      tones[tone],
    )}
  >
    {children}
  </span>
);

const networks = {
  LOCAL: { name: 'LOCAL', note: 'test money' },
  TESTNET: { name: 'TESTNET', note: 'test money' },
  MAINNET: { name: 'MAINNET', note: '' },
} as const;

/** Which money this is. Mainnet has a double border and no comforting note, so that colour is not what tells them apart. */
export const NetworkBadge = ({ network }: { network: keyof typeof networks }) => {
  const { name, note } = networks[network];
  const border =
    network === 'MAINNET'
      ? 'border-[3px] border-double border-current text-ink'
      : 'border border-line-strong text-muted';
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1.5 rounded-md px-2 py-0.5 text-xs font-bold tracking-wide whitespace-nowrap',
        border,
      )}
    >
      {name}
      {note && <span className="font-medium tracking-normal">{note}</span>}
    </span>
  );
};
