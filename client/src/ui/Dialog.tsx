import { X } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from 'react';
import { IconButton } from './Button.js';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
};

const Content = ({ onOpenChange, title, description, children }: Omit<Props, 'open'>) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = useEffectEvent(() => onOpenChange(false));
  useEffect(() => {
    const opener = document.activeElement;
    const { current } = dialog;
    const closed = () => close();
    current?.showModal();
    current?.addEventListener('close', closed);
    return () => {
      current?.removeEventListener('close', closed);
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      // A click beside it closes it, where the browser knows how.
      closedby="any"
      aria-labelledby={id}
      className="enter fixed inset-x-4 top-[max(1rem,10vh)] mx-auto my-0 max-h-[80dvh] w-auto max-w-md overflow-y-auto rounded-2xl border border-line bg-surface p-5 text-ink shadow-card backdrop:bg-black/45"
    >
      <div className="mb-3 flex items-start justify-between gap-3">
        <div>
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {description && <p className="text-sm text-muted">{description}</p>}
        </div>
        <IconButton
          label="Close"
          icon={<X size={18} />}
          className="-mt-2 -mr-2"
          onClick={() => dialog.current?.close()}
        />
      </div>
      {children}
    </dialog>
  );
};

/** A question over the page: the browser's own modal, which needs no style of its own in the page and keeps the focus. */
export const Dialog = ({ open, ...rest }: Props) => (open ? <Content {...rest} /> : null);
