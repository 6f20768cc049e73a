import { Link } from 'react-router';
import { useQuery } from 'urql';
import { useConnection } from '../graphql/connection.js';
import { graphql } from '../graphql/generated/gql.js';
import { timeLeft } from '../ui/format-time.js';
import { Notice } from '../ui/Notice.js';
import { useNow } from '../ui/use-now.js';

const FrozenQuery = graphql(`
  query FrozenBanner {
    viewer { id frozen }
  }
`);

const Lost = ({ since }: { since: number }) => {
  const now = useNow(1000);
  return (
    <Notice tone="warn" role="status">
      Connection lost <span aria-hidden>{timeLeft(now - since)} ago</span>. What you see may be old. Nothing can be
      decided until it is back.
    </Notice>
  );
};

/** What is true of the whole app right now and matters on every page. */
export const Banners = () => {
  const { state, since } = useConnection();
  const [{ data }] = useQuery({ query: FrozenQuery });
  const frozen = data?.viewer.frozen ?? false;
  if (state !== 'lost' && !frozen) return null;
  return (
    <div className="flex flex-col gap-2 border-b border-line p-2">
      {state === 'lost' && <Lost since={since} />}
      {frozen && (
        <Notice
          tone="warn"
          action={
            <Link
              to="/settings"
              className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4"
            >
              Settings
            </Link>
          }
        >
          The agent is stopped. Nothing is signed.
        </Notice>
      )}
    </div>
  );
};
