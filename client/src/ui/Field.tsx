import clsx from 'clsx';
import { type ComponentProps, type ReactNode, useId } from 'react';

const box =
  'w-full min-h-11 rounded-[10px] border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-muted focus-visible:outline-offset-0 disabled:bg-sunken';

type Props = ComponentProps<'input'> & { label: string; hint?: ReactNode; error?: string | null };

/** An input with its label above it and what went wrong below it. */
export const Field = ({ label, hint, error, className, ...rest }: Props) => {
  const id = useId();
  const noteId = useId();
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className={box}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? noteId : undefined}
        {...rest}
      />
      {(hint || error) && (
        <p
          id={noteId}
          role={error ? 'alert' : undefined}
          className={clsx('text-sm', error ? 'text-danger' : 'text-muted')}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  );
};

type SelectProps = ComponentProps<'select'> & { label: string };

export const SelectField = ({ label, className, children, ...rest }: SelectProps) => {
  const id = useId();
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select id={id} className={box} {...rest}>
        {children}
      </select>
    </div>
  );
};
