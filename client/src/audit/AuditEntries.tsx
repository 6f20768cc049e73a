import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { useRefreshOn } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';
import { EmptyState, Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { AuditRow } from './AuditRow.js';

const AuditQuery = graphql(`
  query AuditEntries($filter: AuditFilter, $after: String) {
    auditLog(filter: $filter, first: 50, after: $after) {
      totalCount
      nodes { ...AuditRow_AuditEntry }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
const context = { additionalTypenames: ['AuditEntry'] };

type Filter = { action: string | null; resource: string | null };
type PartProps = { filter: Filter; after: string | null; isLast: boolean; onMore: (cursor: string) => void };

const Part = ({ filter, after, isLast, onMore }: PartProps) => {
  const [{ data, error }, refresh] = useQuery({
    query: AuditQuery,
    variables: { filter, after },
    context,
    requestPolicy: 'cache-and-network',
  });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['approvals', 'transactions'], again);
  if (error && !data)
    return (
      <li>
        <ErrorNotice message={errorSentence(error)} onRetry={again} />
      </li>
    );
  if (!data)
    return (
      <li>
        <Loading what="entries" />
      </li>
    );
  const { nodes, pageInfo } = data.auditLog;
  return (
    <>
      {nodes.map((entry) => (
        <AuditRow key={entry.id} entry={entry} />
      ))}
      {nodes.length === 0 && after === null && (
        <li className="p-5">
          <EmptyState icon={<ScrollText size={28} />} title="No entry matches">
            Clear the filter to see all of them.
          </EmptyState>
        </li>
      )}
      {isLast && pageInfo.hasNextPage && pageInfo.endCursor && (
        <li className="p-4 text-center">
          <Button onClick={() => onMore(pageInfo.endCursor!)}>Load more</Button>
        </li>
      )}
    </>
  );
};

export const AuditEntries = ({ filter }: { filter: Filter }) => {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return (
    <ul
      aria-label="Entries"
      className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      {cursors.map((after, index) => (
        <Part
          key={after ?? 'first'}
          filter={filter}
          after={after}
          isLast={index === cursors.length - 1}
          onMore={(cursor) => setCursors([...cursors, cursor])}
        />
      ))}
    </ul>
  );
};
