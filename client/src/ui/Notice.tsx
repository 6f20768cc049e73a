import clsx from 'clsx';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'info' | 'warn' | 'bad';

const tones = {
  info: { look: 'bg-sunken text-ink border-line', Icon: Info },
  warn: { look: 'bg-warn-soft text-warn-ink border-warn-line', Icon: TriangleAlert },
  bad: { look: 'bg-danger-soft text-danger border-current/25', Icon: CircleAlert },
} as const;

type Props = { tone?: Tone; children: ReactNode; action?: ReactNode; role?: 'alert' | 'status' | 'note' };

/** One thing a person should know, in a box of its own. */
export const Notice = ({ tone = 'info', children, action, role = 'note' }: Props) => {
  const { look, Icon } = tones[tone];
  return (
    <div
      role={role}
      className={clsx('enter flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border px-4 py-3 text-sm', look)}
    >
      <Icon size={18} aria-hidden className="shrink-0" />
      <div className="min-w-0 flex-1 basis-52 break-words">{children}</div>
      {action}
    </div>
  );
};
