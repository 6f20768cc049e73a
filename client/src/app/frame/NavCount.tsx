import { useInbox } from '../../approvals/LiveInbox.js';

/** How many approvals wait. */
export const NavCount = () => {
  const { count } = useInbox();
  if (count === 0) return null;
  return (
    <span className="inline-flex min-w-5 items-center justify-center rounded-full bg-warn-soft px-1.5 text-xs leading-5 font-bold text-warn-ink tabular-nums">
      {count}
      <span className="sr-only"> waiting</span>
    </span>
  );
};
