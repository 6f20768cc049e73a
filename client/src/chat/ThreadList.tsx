import clsx from 'clsx';
import { Plus } from 'lucide-react';
import { Link, NavLink } from 'react-router';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import { Plain } from '../ui/values/Plain.js';

const ThreadsQuery = graphql(`
  query ThreadList($first: Int!) {
    threads(first: $first) { totalCount nodes { id title updatedAt } }
  }
`);
const context = { additionalTypenames: ['Thread'] };
const PAGE_SIZE = 50;

/** The person's conversations, newest first. */
export const ThreadList = ({ onPick }: { onPick?: () => void }) => {
  const [{ data }, refresh] = useQuery({ query: ThreadsQuery, variables: { first: PAGE_SIZE }, context });
  useRefreshOn([], () => refresh({ requestPolicy: 'network-only' }));
  const threads = data?.threads.nodes.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt)) ?? [];
  return (
    <section aria-label="Conversations" className="flex min-h-0 flex-1 flex-col gap-1">
      <div className="flex items-center justify-between pl-3">
        <h2 className="text-xs font-semibold text-muted">Conversations</h2>
        <Link
          to="/chat"
          onClick={onPick}
          aria-label="New conversation"
          title="New conversation"
          className="inline-flex size-11 items-center justify-center rounded-[10px] text-muted hover:bg-sunken hover:text-ink"
        >
          <Plus size={18} aria-hidden />
        </Link>
      </div>
      <ul className="min-h-0 flex-1 overflow-y-auto">
        {threads.map((thread) => (
          <li key={thread.id}>
            <NavLink
              to={`/chat/${thread.id}`}
              onClick={onPick}
              className={({ isActive }) =>
                clsx(
                  'flex min-h-11 items-center rounded-[10px] px-3 text-sm',
                  isActive ? 'bg-sunken font-medium text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
                )
              }
            >
              <span className="truncate">
                <Plain text={thread.title || 'Untitled'} />
              </span>
            </NavLink>
          </li>
        ))}
        {data && threads.length === 0 && <li className="px-3 py-2 text-sm text-muted">None yet.</li>}
      </ul>
    </section>
  );
};
