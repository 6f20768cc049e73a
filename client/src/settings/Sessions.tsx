import { useClient } from 'urql';
import { announce } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import type { Sessions_SessionFragment } from '../graphql/generated/graphql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Badge } from '../ui/Badge.js';
import { Button } from '../ui/Button.js';
import { deviceName } from '../ui/browser/device-name.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';

graphql(`
  fragment Sessions_Session on Session {
    id
    current
    createdAt
    lastSeenAt
    expiresAt
    userAgent
  }
`);
const Revoke = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id)
  }
`);
const SignOut = graphql(`
  mutation SignOut($everywhere: Boolean) {
    signOut(everywhere: $everywhere)
  }
`);

const Row = ({
  session,
  disabled,
  onEnd,
}: {
  session: Sessions_SessionFragment;
  disabled: boolean;
  onEnd: () => void;
}) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
    <div className="min-w-0 flex-1 basis-48">
      <p className="flex flex-wrap items-center gap-2 font-semibold">
        <Plain text={deviceName(session.userAgent ?? null)} />
        {session.current && <Badge tone="good">This one</Badge>}
      </p>
      <p className="text-sm text-muted">
        Seen <Time at={session.lastSeenAt} />, began <Time at={session.createdAt} />
      </p>
    </div>
    {!session.current && (
      <Button disabled={disabled} onClick={onEnd}>
        End session
      </Button>
    )}
  </li>
);

/** Where the person is signed in. */
export const Sessions = ({
  sessions,
  onChanged,
}: {
  sessions: readonly Sessions_SessionFragment[];
  onChanged: () => void;
}) => {
  const client = useClient();
  const { run, working, error } = useAction();
  const end = (id: string) =>
    run(async () => {
      dataOf(await client.mutation(Revoke, { id }));
      onChanged();
    });
  const leave = (everywhere: boolean) =>
    run(async () => {
      dataOf(await client.mutation(SignOut, { everywhere }));
      announce('signed-out');
    });
  return (
    <Panel title="Sessions" note="Browsers that are signed in as you.">
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <Row key={session.id} session={session} disabled={working} onEnd={() => void end(session.id)} />
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button disabled={working} onClick={() => void leave(false)}>
          Sign out
        </Button>
        <Button look="danger" disabled={working} onClick={() => void leave(true)}>
          Sign out everywhere
        </Button>
      </div>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
    </Panel>
  );
};
