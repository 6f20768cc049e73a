import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useClient, useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import type { ApiKeys_ApiKeyFragment } from '../graphql/generated/graphql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Badge } from '../ui/Badge.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';
import { NewApiKey } from './NewApiKey.js';

graphql(`
  fragment ApiKeys_ApiKey on ApiKey {
    id
    name
    prefix
    scopes
    caps { asset perTransaction perDay }
    allowList
    expiresAt
    lastUsedAt
    revokedAt
  }
`);
const ApiKeysQuery = graphql(`
  query ApiKeys {
    viewer { id apiKeys { ...ApiKeys_ApiKey } }
    server { networks { network name } }
  }
`);
const Revoke = graphql(`
  mutation RevokeApiKey($id: ID!) {
    revokeApiKey(id: $id) { id revokedAt }
  }
`);
const context = { additionalTypenames: ['ApiKey'] };

const assetCode = (asset: string): string => asset.split(':')[0] ?? asset;

/** What a key may do, in one line. */
const limitsOf = ({ scopes, caps, allowList }: ApiKeys_ApiKeyFragment): string =>
  [
    scopes.map((scope) => scope.toLowerCase()).join(', '),
    ...caps.map(({ asset, perTransaction, perDay }) =>
      [
        perTransaction && `${perTransaction} ${assetCode(asset)} at once`,
        perDay && `${perDay} ${assetCode(asset)} in 24 hours`,
      ]
        .filter(Boolean)
        .join(', '),
    ),
    ...(allowList ? [`${allowList.length} ${allowList.length === 1 ? 'recipient' : 'recipients'}`] : []),
  ].join(' · ');

const Row = ({ apiKey, working, onEnd }: { apiKey: ApiKeys_ApiKeyFragment; working: boolean; onEnd: () => void }) => {
  const isOver = apiKey.revokedAt != null || new Date(apiKey.expiresAt) <= new Date();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
      <KeyRound size={18} aria-hidden className="text-muted" />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex flex-wrap items-center gap-2 font-semibold break-words">
          <Plain text={apiKey.name} />
          <code className="font-mono text-sm font-normal text-muted">{apiKey.prefix}…</code>
          {isOver && <Badge tone="neutral">{apiKey.revokedAt ? 'Revoked' : 'Expired'}</Badge>}
        </p>
        <p className="text-sm text-muted">{limitsOf(apiKey)}</p>
        <p className="text-sm text-muted">
          {apiKey.lastUsedAt ? (
            <>
              Used <Time at={apiKey.lastUsedAt} />
            </>
          ) : (
            'Not used yet'
          )}
          {!isOver && (
            <>
              , ends <Time at={apiKey.expiresAt} />
            </>
          )}
        </p>
      </div>
      {!isOver && (
        <Button look="danger" disabled={working} onClick={onEnd}>
          Revoke
        </Button>
      )}
    </li>
  );
};

/** The ways in that the person gave to programs. */
export const ApiKeys = () => {
  const client = useClient();
  const [{ data }, refresh] = useQuery({ query: ApiKeysQuery, context });
  const { run, working, error } = useAction();
  const [making, setMaking] = useState(false);
  const again = () => refresh({ requestPolicy: 'network-only' });
  const end = (id: string) =>
    run(async () => {
      dataOf(await client.mutation(Revoke, { id }));
      again();
    });
  return (
    <Panel
      title="API keys"
      note="For programs of yours. A key can never approve, and your limits hold for it."
      action={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          New key
        </Button>
      }
    >
      {data?.viewer.apiKeys.length === 0 && <p className="text-sm text-muted">None.</p>}
      <ul className="divide-y divide-line">
        {data?.viewer.apiKeys.map((apiKey) => (
          <Row key={apiKey.id} apiKey={apiKey} working={working} onEnd={() => void end(apiKey.id)} />
        ))}
      </ul>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
      <Dialog open={making} onOpenChange={setMaking} title="New API key">
        {making && data && <NewApiKey networks={data.server.networks} onMade={again} onDone={() => setMaking(false)} />}
      </Dialog>
    </Panel>
  );
};
