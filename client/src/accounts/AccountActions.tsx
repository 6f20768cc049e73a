import { Droplets, Pencil } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { useMutation } from 'urql';
import { announce } from '../graphql/announcements.js';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Field } from '../ui/Field.js';
import { ArchiveButton, BringBackButton } from './ArchiveButtons.js';

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

type Account = { id: string; name: string };

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

type Props = { account: Account & { archived: boolean }; fundable: boolean };

/** What can be done with the account itself. */
export const AccountActions = ({ account, fundable }: Props) => {
  const { archived } = account;
  const [renaming, setRenaming] = useState(false);
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
      {archived ? <BringBackButton account={account} /> : <ArchiveButton account={account} />}
      <Dialog open={renaming} onOpenChange={setRenaming} title="Rename account">
        <RenameForm account={account} onDone={() => setRenaming(false)} />
      </Dialog>
    </>
  );
};
