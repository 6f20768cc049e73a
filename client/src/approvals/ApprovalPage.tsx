import { ArrowLeft } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { useQuery } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { ApprovalCardLive } from './ApprovalCardLive.js';

const ApprovalQuery = graphql(`
  query ApprovalPage($id: ID!) {
    approval(id: $id) { id transaction { id } }
  }
`);

/** One approval at an address of its own: a link in a message opens exactly this question. */
export const ApprovalPage = () => {
  const { id = '' } = useParams();
  useTitle('Approval');
  const [{ data, error }, refresh] = useQuery({ query: ApprovalQuery, variables: { id } });
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-2 px-3 py-4 sm:px-8 sm:py-6">
      <Link
        to="/approvals"
        className="inline-flex min-h-11 items-center gap-2 self-start text-sm font-medium text-muted hover:text-ink"
      >
        <ArrowLeft size={16} aria-hidden /> All approvals
      </Link>
      {error && (
        <ErrorNotice message={errorSentence(error)} onRetry={() => refresh({ requestPolicy: 'network-only' })} />
      )}
      {!data && !error && <Loading what="the approval" />}
      {data && (
        <ApprovalCardLive
          key={data.approval.transaction.id}
          transactionId={data.approval.transaction.id}
          level="h1"
          linkToChat
        />
      )}
    </div>
  );
};
