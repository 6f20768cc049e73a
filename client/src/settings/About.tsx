import { useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { NetworkBadge } from '../ui/Badge.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/values/Plain.js';
import { KeysPlace } from './KeysPlace.js';

const AboutQuery = graphql(`
  query About {
    server {
      version
      model { kind name note }
      networks { network name passphrase horizonUrl }
    }
    attestation { mode statement }
  }
`);

/** What runs here, in plain words: which model, which money, who could read the keys. */
export const About = () => {
  const [{ data }] = useQuery({ query: AboutQuery });
  if (!data) return null;
  const { server, attestation } = data;
  return (
    <Panel title="This server" note={`Tuxedo ${server.version}`}>
      <dl className="flex flex-col gap-3">
        <div>
          <dt className="text-sm text-muted">Model</dt>
          <dd>
            <Plain text={server.model.name} />
          </dd>
          <dd className="text-sm text-muted">
            <Plain text={server.model.note} />
          </dd>
        </div>
        <KeysPlace {...attestation} origin={location.origin} />
        {server.networks.map((network) => (
          <div key={network.network}>
            <dt className="flex items-center gap-2 text-sm text-muted">
              Network <NetworkBadge network={network.network} />
            </dt>
            <dd className="break-words">
              {network.name}, “{network.passphrase}”
            </dd>
            <dd className="font-mono text-xs break-all text-muted">{network.horizonUrl}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
