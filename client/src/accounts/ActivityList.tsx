import { useState } from 'react';
import { useQuery } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { useRefreshOn } from '../graphql/live-events.js';
import { Button } from '../ui/Button.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Panel } from '../ui/Panel.js';
import { ActivityRow } from './ActivityRow.js';

const ActivityQuery = graphql(`
  query ActivityPage($id: ID!, $after: String) {
    account(id: $id) {
      id
      activity(first: 20, after: $after) {
        nodes { ...ActivityRow_Activity }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

type PageProps = { id: string; after: string | null; isLast: boolean; onMore: (cursor: string) => void };

/** One page of history; each page is a query of its own, so that a new payment renews the first only. */
const ActivityPage = ({ id, after, isLast, onMore }: PageProps) => {
  const [{ data, error }, refresh] = useQuery({ query: ActivityQuery, variables: { id, after } });
  const again = () => refresh({ requestPolicy: 'network-only' });
  useRefreshOn(['accounts'], again);
  if (error && !data)
    return (
      <li>
        <ErrorNotice message={errorSentence(error)} onRetry={again} />
      </li>
    );
  if (!data)
    return (
      <li>
        <Loading what="history" />
      </li>
    );
  const { nodes, pageInfo } = data.account.activity;
  return (
    <>
      {nodes.map((activity) => (
        <ActivityRow key={activity.id} activity={activity} />
      ))}
      {nodes.length === 0 && after === null && <li className="py-4 text-sm text-muted">Nothing has happened yet.</li>}
      {isLast && pageInfo.hasNextPage && pageInfo.endCursor && (
        <li className="pt-4 text-center">
          <Button onClick={() => onMore(pageInfo.endCursor!)}>Load more</Button>
        </li>
      )}
    </>
  );
};

/** What the network has recorded for the account, newest first. */
export const ActivityList = ({ accountId }: { accountId: string }) => {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return (
    <Panel title="History" note="As the network has it, newest first.">
      <ul className="divide-y divide-line">
        {cursors.map((after, index) => (
          <ActivityPage
            key={after ?? 'first'}
            id={accountId}
            after={after}
            isLast={index === cursors.length - 1}
            onMore={(cursor) => setCursors([...cursors, cursor])}
          />
        ))}
      </ul>
    </Panel>
  );
};
