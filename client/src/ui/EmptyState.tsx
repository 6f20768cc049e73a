import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';

/** Says what will stand here, and what to do about it. */
export const EmptyState = ({ icon, title, children }: { icon?: ReactNode; title: string; children?: ReactNode }) => (
  <div className="flex flex-col items-center gap-2 rounded-2xl border border-dashed border-line-strong px-6 py-12 text-center">
    {icon && (
      <span aria-hidden className="text-muted">
        {icon}
      </span>
    )}
    <p className="font-semibold">{title}</p>
    {children && <div className="max-w-md text-sm text-muted text-pretty">{children}</div>}
  </div>
);

export const Loading = ({ what }: { what: string }) => (
  <div role="status" className="flex items-center justify-center gap-2 py-12 text-sm text-muted">
    <LoaderCircle size={18} aria-hidden className="spin" />
    Loading {what}…
  </div>
);
