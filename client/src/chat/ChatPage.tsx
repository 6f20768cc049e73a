import { useParams } from 'react-router';
import { useTitle } from '../ui/browser/use-title.js';
import { Loading } from '../ui/EmptyState.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Composer } from './Composer.js';
import { Conversation } from './Conversation.js';
import { isOver } from './run-steps.js';
import { ThreadHeader } from './ThreadHeader.js';
import { useDraft } from './use-draft.js';
import { useSend } from './use-send.js';
import { useThread } from './use-thread.js';
import { Welcome } from './Welcome.js';

const NewThread = () => {
  useTitle('Chat');
  const [draft, setDraft] = useDraft(null);
  const { send, sending, error } = useSend(null, () => setDraft(''));
  return (
    <>
      <ThreadHeader thread={null} onRenamed={() => {}} />
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <Welcome onPick={(text) => void send(text)} disabled={sending} />
      </div>
      <Composer
        draft={draft}
        setDraft={setDraft}
        sending={sending}
        error={error}
        activeRunId={null}
        onStopped={() => {}}
        onSend={() => void send(draft)}
      />
    </>
  );
};

const ExistingThread = ({ id }: { id: string }) => {
  const { thread, error: loadError, reload } = useThread(id);
  const [draft, setDraft] = useDraft(id);
  const { send, sending, error } = useSend(id, () => {
    setDraft('');
    reload();
  });
  useTitle(thread?.title || 'Chat');
  const open = thread?.runs.filter((run) => !isOver(run.status)) ?? [];
  // While an approval waits the conversation goes on: Stop means what works now.
  const active = open.find((run) => run.status !== 'WAITING_FOR_APPROVAL') ?? open[0] ?? null;
  return (
    <>
      <ThreadHeader thread={thread} onRenamed={reload} />
      {loadError && (
        <div className="p-4">
          <ErrorNotice message={loadError} onRetry={reload} />
        </div>
      )}
      {thread ? (
        <Conversation thread={thread} onEnded={reload} />
      ) : (
        <div className="flex-1">{!loadError && <Loading what="the conversation" />}</div>
      )}
      <Composer
        draft={draft}
        setDraft={setDraft}
        sending={sending}
        error={error}
        activeRunId={active?.id ?? null}
        onStopped={reload}
        onSend={() => void send(draft)}
      />
    </>
  );
};

/** The conversation with the agent. */
export const ChatPage = () => {
  const { threadId } = useParams();
  return (
    <div className="flex h-full min-h-0 flex-col">
      {threadId ? <ExistingThread key={threadId} id={threadId} /> : <NewThread />}
    </div>
  );
};
