import clsx from 'clsx';
import { type ReactNode, useId } from 'react';

type Props = { title: string; note?: ReactNode; action?: ReactNode; children: ReactNode; className?: string };

/** A titled part of a page. */
export const Panel = ({ title, note, action, children, className }: Props) => {
  const id = useId();
  return (
    <section aria-labelledby={id} className={clsx('rounded-2xl border border-line bg-surface shadow-card', className)}>
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 pt-4 sm:flex-nowrap">
        <div className="min-w-0">
          <h2 id={id} className="text-[15px] font-semibold">
            {title}
          </h2>
          {note && <p className="text-sm text-muted">{note}</p>}
        </div>
        {action && <div className="shrink-0">{action}</div>}
      </header>
      <div className="px-5 pt-3 pb-5">{children}</div>
    </section>
  );
};

type PageProps = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode; back?: ReactNode };

/** A page's heading and column. */
export const Page = ({ title, lead, actions, children, back }: PageProps) => (
  <div className="mx-auto flex w-full max-w-4xl flex-col gap-5 px-4 py-6 sm:px-8 sm:py-8">
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 sm:flex-nowrap">
      <div className="min-w-0">
        {back}
        <h1 className="text-2xl font-semibold tracking-tight text-balance break-words">{title}</h1>
        {lead && <p className="mt-1 max-w-2xl text-muted text-pretty">{lead}</p>}
      </div>
      {actions && <div className="flex max-w-full shrink-0 flex-wrap gap-2">{actions}</div>}
    </header>
    {children}
  </div>
);
