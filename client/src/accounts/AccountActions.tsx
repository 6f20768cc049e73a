import { Archive, Droplets, Pencil } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { toast } from 'sonner';
import { useMutation } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { announce } from '../graphql/live-events.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Field } from '../ui/Field.js';

const Fund = graphql(`
  mutation FundAccount($id: ID!) {
    fundAccount(id: $id) { id ...Balances_Account }
  }
`);
const Rename = graphql(`
  mutation RenameAccount($input: RenameAccountInput!) {
    renameAccount(input: $input) { id name }
  }
`);

const ArchiveAccount = graphql(`
  mutation ArchiveAccount($id: ID!) {
    archiveAccount(id: $id) { id archived }
  }
`);

type Account = { id: string; name: string };

const ArchiveForm = ({ account, onDone }: { account: Account; onDone: () => void }) => {
  const [{ error, fetching }, archive] = useMutation(ArchiveAccount);
  const confirm = async () => {
    const answer = await archive({ id: account.id });
    if (!answer.error) onDone();
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">
        It leaves the list; its key and its money stay with the server. Move the money elsewhere first:{' '}
        <strong>nothing here brings an archived account back.</strong>
      </p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {errorSentence(error)}
        </p>
      )}
      <Button look="danger" disabled={fetching} className="self-end" onClick={() => void confirm()}>
        Archive account
      </Button>
    </div>
  );
};

const RenameForm = ({ account, onDone }: { account: Account; onDone: () => void }) => {
  const [{ error, fetching }, rename] = useMutation(Rename);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={async (event) => {
        event.preventDefault();
        const name = String(new FormData(event.currentTarget).get('name') ?? '').trim();
        const answer = await rename({ input: { id: account.id, name } });
        if (!answer.error) onDone();
      }}
    >
      <Field
        name="name"
        label="Name"
        required
        maxLength={60}
        defaultValue={account.name}
        error={error ? errorSentence(error) : null}
      />
      <Button look="primary" type="submit" disabled={fetching} className="self-end">
        Rename
      </Button>
    </form>
  );
};

/** What can be done with the account itself. */
export const AccountActions = ({ account, fundable }: { account: Account; fundable: boolean }) => {
  const navigate = useNavigate();
  const [renaming, setRenaming] = useState(false);
  const [archiving, setArchiving] = useState(false);
  const [{ fetching }, fund] = useMutation(Fund);
  const addMoney = async () => {
    const { error } = await fund({ id: account.id });
    if (error) toast.error(errorSentence(error));
    else toast.success('Test money added');
    announce('accounts');
  };
  return (
    <>
      {fundable && (
        <Button icon={<Droplets size={16} aria-hidden />} disabled={fetching} onClick={() => void addMoney()}>
          {fetching ? 'Adding…' : 'Add test money'}
        </Button>
      )}
      <Button icon={<Pencil size={16} aria-hidden />} onClick={() => setRenaming(true)}>
        Rename
      </Button>
      <Button icon={<Archive size={16} aria-hidden />} onClick={() => setArchiving(true)}>
        Archive
      </Button>
      <Dialog open={renaming} onOpenChange={setRenaming} title="Rename account">
        <RenameForm account={account} onDone={() => setRenaming(false)} />
      </Dialog>
      <Dialog open={archiving} onOpenChange={setArchiving} title="Archive this account?">
        <ArchiveForm account={account} onDone={() => navigate('/accounts')} />
      </Dialog>
    </>
  );
};
