import { useMutation, useQuery } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { MemoType, Network } from '../graphql/generated/graphql.js';
import { Button } from '../ui/Button.js';
import { Field, SelectField } from '../ui/Field.js';
import { MEMO_KINDS } from '../ui/values/MemoText.js';

const NetworksQuery = graphql(`
  query ContactNetworks {
    server { networks { network name } }
  }
`);
const CreateContact = graphql(`
  mutation CreateContact($input: CreateContactInput!) {
    createContact(input: $input) { id name address }
  }
`);
const touchesContacts = { additionalTypenames: ['Contact', 'User'] };

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? '').trim();

export const ContactForm = ({ onDone }: { onDone: () => void }) => {
  const [{ data }] = useQuery({ query: NetworksQuery });
  const [{ error, fetching }, create] = useMutation(CreateContact);
  const submit = async (form: FormData) => {
    const memo = textOf(form, 'memo');
    const input = {
      name: textOf(form, 'name'),
      address: textOf(form, 'address').replace(/\s+/g, ''),
      network: (textOf(form, 'network') || 'LOCAL') as Network,
      ...(memo ? { memo, memoType: textOf(form, 'memoType') as MemoType } : {}),
    };
    const answer = await create({ input }, touchesContacts);
    if (!answer.error) onDone();
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Field name="name" label="Name" required maxLength={60} />
      <Field
        name="address"
        label="Address"
        required
        autoComplete="off"
        spellCheck={false}
        error={error ? errorSentence(error) : null}
      />
      <Field
        name="memo"
        label="Memo (optional)"
        maxLength={64}
        hint="Some exchanges need one with every payment; a number is mostly an id."
      />
      <SelectField name="memoType" label="Kind of memo">
        {Object.entries(MEMO_KINDS).map(([kind, name]) => (
          <option key={kind} value={kind}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField name="network" label="Network">
        {data?.server.networks.map(({ network, name }) => (
          <option key={network} value={network}>
            {name}
          </option>
        ))}
      </SelectField>
      <Button look="primary" type="submit" disabled={fetching} className="self-end">
        Add contact
      </Button>
    </form>
  );
};
