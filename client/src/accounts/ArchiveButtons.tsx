import { Archive, ArchiveRestore } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { toast } from 'sonner';
import { useClient, useQuery } from 'urql';
import { announce } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useConfirmsWithPasskey, useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { exactAmount, usd } from '../ui/values/format-amount.js';
import { Plain } from '../ui/values/Plain.js';

const HoldingsQuery = graphql(`
  query ArchivedHoldings($id: ID!) {
    account(id: $id) { id totalUsd balances { asset code amount } }
  }
`);
const ArchiveMutation = graphql(`
  mutation ArchiveAccount($id: ID!, $consent: ConsentInput) {
    archiveAccount(id: $id, consent: $consent) { id archived }
  }
`);
const UnarchiveMutation = graphql(`
  mutation UnarchiveAccount($id: ID!) {
    unarchiveAccount(id: $id) { id archived }
  }
`);

type Account = { id: string; name: string };

const Holdings = ({ id }: { id: string }) => {
  const [{ data, error }] = useQuery({ query: HoldingsQuery, variables: { id }, requestPolicy: 'network-only' });
  if (error) return <p className="text-sm">What it holds is not known now: {errorSentence(error)}</p>;
  if (!data) return <p className="text-sm text-muted">Looking what it holds…</p>;
  const { balances, totalUsd } = data.account;
  const held = balances.filter(({ amount }) => Number(amount) > 0);
  return (
    <div className="text-sm">
      <p className="font-semibold">
        {held.length === 0 ? 'It holds nothing.' : `It holds${totalUsd ? `, worth about ${usd(totalUsd)}` : ''}:`}
      </p>
      <ul className="list-disc pl-5 tabular-nums">
        {held.map(({ asset, amount, code }) => (
          <li key={asset}>
            {exactAmount(amount)} <Plain text={code} />
          </li>
        ))}
      </ul>
    </div>
  );
};

const ArchiveForm = ({ account: { id }, onDone }: { account: Account; onDone: () => void }) => {
  const client = useClient();
  const consent = useConsent();
  const withPasskey = useConfirmsWithPasskey();
  const { run, working, error } = useAction();
  const archive = () =>
    run(async () => {
      dataOf(await client.mutation(ArchiveMutation, { id, consent: await consent('archiveAccount', { id }) }));
      announce('accounts');
      onDone();
    });
  return (
    <div className="flex flex-col gap-4">
      <Holdings id={id} />
      <p className="text-sm">
        It leaves the list and nothing is sent from it. Its key and its money stay, and “Archived” in the list of
        accounts brings it back.
      </p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      <Button look="danger" disabled={working} className="self-end" onClick={() => void archive()}>
        {withPasskey ? 'Archive with passkey' : 'Archive account'}
      </Button>
    </div>
  );
};

export const ArchiveButton = ({ account }: { account: Account }) => {
  const navigate = useNavigate();
  const [archiving, setArchiving] = useState(false);
  return (
    <>
      <Button icon={<Archive size={16} aria-hidden />} onClick={() => setArchiving(true)}>
        Archive
      </Button>
      <Dialog open={archiving} onOpenChange={setArchiving} title="Archive this account?">
        <ArchiveForm account={account} onDone={() => navigate('/accounts')} />
      </Dialog>
    </>
  );
};

export const BringBackButton = ({ account: { id, name } }: { account: Account }) => {
  const client = useClient();
  const { run, working, error } = useAction();
  const bringBack = () =>
    run(async () => {
      dataOf(await client.mutation(UnarchiveMutation, { id }));
      announce('accounts');
      toast.success('It is back in the list');
    });
  return (
    <>
      <Button
        aria-label={`Bring ${name} back`}
        icon={<ArchiveRestore size={16} aria-hidden />}
        disabled={working}
        onClick={() => void bringBack()}
      >
        Bring back
      </Button>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </>
  );
};
