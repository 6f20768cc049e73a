import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/gql.js';
import { NetworkBadge } from '../../ui/Badge.js';

const NetworksQuery = graphql(`
  query NetworkInUse {
    server { networks { network } }
  }
`);

/** On every page: is this money real? */
export const NetworkInUse = () => {
  const [{ data }] = useQuery({ query: NetworksQuery });
  return (
    <span className="flex flex-wrap gap-1">
      {data?.server.networks.map(({ network }) => (
        <NetworkBadge key={network} network={network} />
      ))}
    </span>
  );
};
