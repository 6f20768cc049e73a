import { Trash2, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { useMutation, useQuery } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import type { ContactsQuery as ContactsData } from '../graphql/generated/graphql.js';
import { Badge, NetworkBadge } from '../ui/Badge.js';
import { Button, IconButton } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Panel } from '../ui/Panel.js';
import { Address } from '../ui/values/Address.js';
import { escapeHidden } from '../ui/values/escape-hidden.js';
import { MemoText } from '../ui/values/MemoText.js';
import { Plain } from '../ui/values/Plain.js';
import { ContactForm } from './ContactForm.js';

const ContactsQuery = graphql(`
  query Contacts {
    viewer { id contacts { id name address network memo memoType demo } }
  }
`);
const DeleteContact = graphql(`
  mutation DeleteContact($id: ID!) {
    deleteContact(id: $id)
  }
`);
const context = { additionalTypenames: ['Contact'] };

type Contact = ContactsData['viewer']['contacts'][number];

const ContactRow = ({ contact, onDelete }: { contact: Contact; onDelete: () => void }) => (
  <li className="flex items-start gap-3 py-3">
    <div className="min-w-0 flex-1">
      <p className="flex flex-wrap items-center gap-2">
        <strong className="font-semibold break-words">
          <Plain text={contact.name} />
        </strong>
        <NetworkBadge network={contact.network} />
        {contact.demo && <Badge>Example</Badge>}
      </p>
      <Address address={contact.address} copy />
      {contact.memo && (
        <p className="text-sm text-muted">
          Memo: <MemoText memo={contact.memo} kind={contact.memoType} />
        </p>
      )}
    </div>
    <IconButton label={`Delete ${escapeHidden(contact.name)}`} icon={<Trash2 size={16} />} onClick={onDelete} />
  </li>
);

/** The address book: a name here is the only name the approval card will call an address by. */
export const Contacts = () => {
  const [{ data }] = useQuery({ query: ContactsQuery, context });
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Contact | null>(null);
  const [{ fetching }, remove] = useMutation(DeleteContact);
  const contacts = data?.viewer.contacts ?? [];

  const confirm = async () => {
    if (!leaving) return;
    const { error } = await remove({ id: leaving.id }, context);
    setLeaving(null);
    if (error) toast.error(errorSentence(error));
  };
  return (
    <Panel
      title="Contacts"
      note="Names you gave to addresses. The approval card trusts these and no others."
      action={
        <Button icon={<UserPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          Add contact
        </Button>
      }
    >
      {data && contacts.length === 0 && <p className="text-sm text-muted">No contacts yet.</p>}
      <ul className="divide-y divide-line">
        {contacts.map((contact) => (
          <ContactRow key={contact.id} contact={contact} onDelete={() => setLeaving(contact)} />
        ))}
      </ul>
      <Dialog
        open={adding}
        onOpenChange={setAdding}
        title="Add contact"
        description="Compare the address with its owner, not with a message."
      >
        <ContactForm onDone={() => setAdding(false)} />
      </Dialog>
      <Dialog open={leaving !== null} onOpenChange={(open) => !open && setLeaving(null)} title="Delete this contact?">
        <p className="mb-4 text-sm">
          The address of <strong>{leaving && <Plain text={leaving.name} />}</strong> will be an unknown address from now
          on.
        </p>
        <div className="text-right">
          <Button look="danger" disabled={fetching} onClick={() => void confirm()}>
            Delete contact
          </Button>
        </div>
      </Dialog>
    </Panel>
  );
};
