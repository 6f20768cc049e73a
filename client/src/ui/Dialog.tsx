import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './Button.js';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
};

/** A question over the page. It closes by Escape, by its button and by a click beside it. */
export const Dialog = ({ open, onOpenChange, title, description, children }: Props) => (
  <Radix.Root open={open} onOpenChange={onOpenChange}>
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-black/40" />
      <Radix.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        className="enter fixed inset-x-4 top-[max(1rem,10vh)] z-50 mx-auto max-h-[80vh] max-w-md overflow-y-auto rounded-2xl border border-line bg-surface p-5 shadow-card"
      >
        <div className="mb-3 flex items-start justify-between gap-3">
          <div>
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            {description && <Radix.Description className="text-sm text-muted">{description}</Radix.Description>}
          </div>
          <Radix.Close asChild>
            <IconButton label="Close" icon={<X size={18} />} className="-mt-2 -mr-2" />
          </Radix.Close>
        </div>
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);
