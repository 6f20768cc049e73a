import { useQuery } from 'urql';
import { graphql } from '../../graphql/generated/gql.js';
import { Plain } from '../../ui/values/Plain.js';

const FooterQuery = graphql(`
  query StatusFooter {
    server { version model { kind name } networks { network name testMoney } }
  }
`);

/** Which model answers and which money moves, said plainly on every page. */
export const StatusFooter = () => {
  const [{ data }] = useQuery({ query: FooterQuery });
  const server = data?.server;
  return (
    <footer className="border-t border-line px-4 py-1.5 text-center text-xs text-muted">
      {server && (
        <>
          {server.model.kind === 'OFFLINE_PLANNER' ? (
            'Offline planner, not a language model'
          ) : (
            <>
              Model <Plain text={server.model.name} />
            </>
          )}
          {' · '}
          {server.networks.map(({ name }) => name).join(' and ')}
          {server.networks.every(({ testMoney }) => testMoney) && (
            <span className="hidden sm:inline">, test money</span>
          )}
          <span className="hidden sm:inline"> · Tuxedo {server.version}</span>
        </>
      )}
    </footer>
  );
};
