import { UserX } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { toast } from 'sonner';
import { useClient, useQuery } from 'urql';
import { announce } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useConfirmsWithPasskey, useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Field } from '../ui/Field.js';
import { Panel } from '../ui/Panel.js';
import { Plain } from '../ui/values/Plain.js';

const AccountsQuery = graphql(`
  query DeleteUserAccounts {
    accounts(first: 100) { nodes { id name } }
  }
`);
const DeleteMutation = graphql(`
  mutation DeleteUser($input: ConsentInput!) {
    deleteUser(input: $input)
  }
`);
const context = { additionalTypenames: ['Account'] };

/** Typed by hand, because nothing brings a deleted person back. */
const WORDS = 'delete me';

const OpenAccounts = () => {
  const [{ data }] = useQuery({ query: AccountsQuery, context });
  const accounts = data?.accounts.nodes ?? [];
  if (accounts.length === 0) return null;
  return (
    <div className="text-sm">
      <p className="font-semibold">First move the money of these accounts elsewhere and archive them:</p>
      <ul className="list-disc pl-5">
        {accounts.map(({ id, name }) => (
          <li key={id}>
            <Link to={`/accounts/${id}`} className="inline-flex min-h-6 items-center text-accent underline">
              <Plain text={name} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
};

const WhatHappens = () => (
  <div className="flex flex-col gap-2 text-sm">
    <p>
      <strong>Deleted:</strong> your name, your passkeys, your recovery codes and every session. Nobody can sign in as
      you or sign for you again.
    </p>
    <p>
      <strong>Stays:</strong> the audit log, your transactions, conversations and contacts, and the sealed keys of
      archived accounts, so that the operator can prove what happened. Export the log first if you want a copy.
    </p>
  </div>
);

const DeleteForm = () => {
  const client = useClient();
  const consent = useConsent();
  const withPasskey = useConfirmsWithPasskey();
  const { run, working, error } = useAction();
  const [typed, setTyped] = useState('');
  const remove = () =>
    run(async () => {
      dataOf(await client.mutation(DeleteMutation, { input: await consent('deleteUser', {}) }));
      toast.success('You are deleted. Nobody can sign in as you any more.');
      announce('signed-out');
    });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim() === WORDS) void remove();
      }}
    >
      <WhatHappens />
      <OpenAccounts />
      <Field
        label={`Type “${WORDS}” to confirm`}
        autoComplete="off"
        autoCapitalize="none"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={error}
      />
      <Button look="danger" type="submit" disabled={working || typed.trim() !== WORDS} className="self-end">
        {withPasskey ? 'Delete me with passkey' : 'Delete me'}
      </Button>
    </form>
  );
};

/** The way out, for good. The server refuses it while money or anything unfinished is there, and says what. */
export const DeleteUser = () => {
  const [open, setOpen] = useState(false);
  return (
    <Panel
      title="Delete me"
      note="For good, and only with no open account, nothing under way and no approval waiting."
      action={
        <Button look="danger" icon={<UserX size={16} aria-hidden />} onClick={() => setOpen(true)}>
          Delete me…
        </Button>
      }
    >
      <p className="text-sm text-muted">The audit log and what happened on the ledger stay.</p>
      <Dialog open={open} onOpenChange={setOpen} title="Delete yourself for good?">
        <DeleteForm />
      </Dialog>
    </Panel>
  );
};
