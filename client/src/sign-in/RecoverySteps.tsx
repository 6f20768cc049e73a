import clsx from 'clsx';
import { Check } from 'lucide-react';

type Step = { title: string; note: string };
type Props = { steps: readonly Step[]; done: number };

const Mark = ({ number, done, current }: { number: number; done: boolean; current: boolean }) => (
  <span
    aria-hidden
    className={clsx(
      'grid size-7 shrink-0 place-items-center rounded-full border text-sm font-semibold',
      current ? 'border-transparent bg-primary text-primary-ink' : 'border-line-strong text-ink',
      done && 'bg-sunken',
    )}
  >
    {done ? <Check size={14} /> : number}
  </span>
);

/** What is behind, what is next, and what comes after it. */
export const RecoverySteps = ({ steps, done }: Props) => (
  <ol className="divide-y divide-line">
    {steps.map(({ title, note }, index) => (
      <li key={title} aria-current={index === done ? 'step' : undefined} className="flex gap-3.5 px-5 py-3.5">
        <Mark number={index + 1} done={index < done} current={index === done} />
        <div className="min-w-0">
          <p className="font-semibold">
            {title}
            {index < done && <span className="sr-only"> (done)</span>}
          </p>
          <p className="text-sm text-muted">{note}</p>
        </div>
      </li>
    ))}
  </ol>
);
