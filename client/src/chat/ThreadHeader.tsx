import { List, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMutation } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button, IconButton } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { Field } from '../ui/Field.js';
import { Plain } from '../ui/values/Plain.js';
import { ThreadList } from './ThreadList.js';

const RenameThread = graphql(`
  mutation RenameThread($input: RenameThreadInput!) {
    renameThread(input: $input) { id title updatedAt }
  }
`);
const DeleteThread = graphql(`
  mutation DeleteThread($id: ID!) {
    deleteThread(id: $id)
  }
`);
const touchesThreads = { additionalTypenames: ['Thread'] };

type Part = { id: string; title: string; onDone: () => void };

const Rename = ({ id, title, onDone }: Part) => {
  const [{ error, fetching }, rename] = useMutation(RenameThread);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={async (event) => {
        event.preventDefault();
        const next = String(new FormData(event.currentTarget).get('title') ?? '').trim();
        const answer = await rename({ input: { id, title: next } }, touchesThreads);
        if (!answer.error) onDone();
      }}
    >
      <Field
        name="title"
        label="Title"
        defaultValue={title}
        required
        maxLength={100}
        error={error ? errorSentence(error) : null}
      />
      <Button look="primary" type="submit" disabled={fetching} className="self-end">
        Rename
      </Button>
    </form>
  );
};

const Delete = ({ id, onDone }: Part) => {
  const navigate = useNavigate();
  const [{ error, fetching }, remove] = useMutation(DeleteThread);
  const confirm = async () => {
    const answer = await remove({ id }, touchesThreads);
    if (answer.error) return;
    onDone();
    navigate('/chat');
  };
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm">The messages go. Payments, approvals and the audit log stay.</p>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {errorSentence(error)}
        </p>
      )}
      <Button look="danger" disabled={fetching} className="self-end" onClick={() => void confirm()}>
        Delete conversation
      </Button>
    </div>
  );
};

type Props = { thread: { id: string; title: string } | null; onRenamed: () => void };

/** The title of the conversation and what can be done with it; on a phone also the way to the others. */
export const ThreadHeader = ({ thread, onRenamed }: Props) => {
  const [open, setOpen] = useState<'list' | 'rename' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const changeTo = (isOpen: boolean) => !isOpen && close();
  return (
    <header className="flex min-h-14 items-center gap-1 border-b border-line px-2 sm:px-4">
      <IconButton
        label="Conversations"
        icon={<List size={18} />}
        className="lg:hidden"
        onClick={() => setOpen('list')}
      />
      {thread ? (
        <>
          <h1 className="min-w-0 flex-1 truncate px-1 font-semibold">
            <Plain text={thread.title || 'Untitled'} />
          </h1>
          <IconButton label="Rename conversation" icon={<Pencil size={16} />} onClick={() => setOpen('rename')} />
          <IconButton label="Delete conversation" icon={<Trash2 size={16} />} onClick={() => setOpen('delete')} />
          <Dialog open={open === 'rename'} onOpenChange={changeTo} title="Rename conversation">
            <Rename
              id={thread.id}
              title={thread.title}
              onDone={() => {
                close();
                onRenamed();
              }}
            />
          </Dialog>
          <Dialog open={open === 'delete'} onOpenChange={changeTo} title="Delete this conversation?">
            <Delete id={thread.id} title={thread.title} onDone={close} />
          </Dialog>
        </>
      ) : (
        <p className="px-1 font-semibold">New conversation</p>
      )}
      <Dialog open={open === 'list'} onOpenChange={changeTo} title="Conversations">
        <ThreadList onPick={close} />
      </Dialog>
    </header>
  );
};
