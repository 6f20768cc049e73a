import clsx from 'clsx';
import type { ComponentProps, ReactNode } from 'react';

type Look = 'primary' | 'quiet' | 'plain' | 'go' | 'danger';

const looks: Record<Look, string> = {
  primary: 'bg-primary text-primary-ink border-transparent hover:opacity-90',
  quiet: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  plain: 'border-transparent text-ink hover:bg-sunken',
  go: 'bg-go text-white border-transparent hover:bg-go-hover',
  danger: 'bg-surface text-danger border-current hover:bg-danger-soft',
};

const base =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-[10px] border px-4 text-[15px] font-semibold transition-colors disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-muted disabled:hover:opacity-100';

export const buttonLook = (look: Look): string => clsx(base, looks[look]);

type Props = ComponentProps<'button'> & { look?: Look; icon?: ReactNode };

/** At least 44 by 44 pixels, whatever it says. */
export const Button = ({ look = 'quiet', icon, className, children, type = 'button', ...rest }: Props) => (
  <button type={type} className={clsx(buttonLook(look), className)} {...rest}>
    {icon}
    {children}
  </button>
);

type IconProps = Omit<ComponentProps<'button'>, 'aria-label'> & { label: string; icon: ReactNode };

export const IconButton = ({ label, icon, className, ...rest }: IconProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    className={clsx(
      'inline-flex size-11 shrink-0 items-center justify-center rounded-[10px] text-muted transition-colors hover:bg-sunken hover:text-ink disabled:opacity-50',
      className,
    )}
    {...rest}
  >
    {icon}
  </button>
);
