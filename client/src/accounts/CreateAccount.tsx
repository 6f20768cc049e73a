import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { Network } from '../graphql/generated/graphql.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Field, SelectField } from '../ui/Field.js';

const NetworksQuery = graphql(`
  query CreateAccountNetworks {
    server { networks { network name testMoney } }
  }
`);
const CreateAccountMutation = graphql(`
  mutation CreateAccount($input: CreateAccountInput!) {
    createAccount(input: $input) { id name }
  }
`);
const touchesAccounts = { additionalTypenames: ['Account'] };

const Form = ({ onDone }: { onDone: () => void }) => {
  const navigate = useNavigate();
  const [{ data }] = useQuery({ query: NetworksQuery });
  const [{ error, fetching }, create] = useMutation(CreateAccountMutation);
  const submit = async (form: FormData) => {
    const input = {
      name: String(form.get('name') ?? '').trim(),
      network: String(form.get('network') ?? 'LOCAL') as Network,
    };
    const answer = await create({ input }, touchesAccounts);
    if (!answer.data) return;
    onDone();
    navigate(`/accounts/${answer.data.createAccount.id}`);
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Field
        name="name"
        label="Name"
        required
        maxLength={60}
        placeholder="Operations"
        error={error ? errorSentence(error) : null}
      />
      <SelectField name="network" label="Network">
        {data?.server.networks.map((network) => (
          <option key={network.network} value={network.network}>
            {network.name}
            {network.testMoney ? ', test money' : ', real money'}
          </option>
        ))}
      </SelectField>
      <Button look="primary" type="submit" disabled={fetching} className="self-end">
        {fetching ? 'Making it…' : 'Make account'}
      </Button>
    </form>
  );
};

export const CreateAccount = () => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Plus size={16} aria-hidden />} onClick={() => setOpen(true)}>
        New account
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="New account"
        description="The server makes its key and keeps it encrypted."
      >
        <Form onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
};
