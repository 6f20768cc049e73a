import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useId } from 'react';
import { useMutation } from 'urql';
import { graphql } from '../graphql/generated/gql.js';

const CancelRun = graphql(`
  mutation CancelRun($id: ID!) {
    cancelRun(id: $id) { id status }
  }
`);

type Props = {
  draft: string;
  setDraft: (text: string) => void;
  onSend: () => void;
  sending: boolean;
  error: string | null;
  activeRunId: string | null;
  onStopped: () => void;
};

const round =
  'inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-primary text-primary-ink disabled:bg-sunken disabled:text-muted';

const Stop = ({ runId, onStopped }: { runId: string; onStopped: () => void }) => {
  const [{ fetching }, cancel] = useMutation(CancelRun);
  return (
    <button
      type="button"
      aria-label="Stop"
      title="Stop"
      disabled={fetching}
      className={round}
      onClick={() => void cancel({ id: runId }).then(onStopped)}
    >
      <Square size={14} aria-hidden fill="currentColor" />
    </button>
  );
};

/** Where a person writes. Enter sends, Shift+Enter makes a new line. */
export const Composer = ({ draft, setDraft, onSend, sending, error, activeRunId, onStopped }: Props) => {
  const id = useId();
  const keys = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSend();
  };
  return (
    <form
      aria-label="Message to the agent"
      className="mx-auto w-full max-w-3xl px-4 pb-3 sm:px-6"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {error && (
        <p role="alert" className="pb-2 text-sm text-danger">
          {error}
        </p>
      )}
      <div className="flex items-end gap-2 rounded-[26px] border border-line-strong bg-surface p-1.5 pl-4 shadow-card focus-within:border-accent">
        <label htmlFor={id} className="sr-only">
          Message
        </label>
        <textarea
          id={id}
          rows={1}
          maxLength={4000}
          value={draft}
          placeholder="Message the agent"
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={keys}
          className="field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none bg-transparent py-2.5 text-base leading-6 outline-none placeholder:text-muted"
        />
        {activeRunId && <Stop runId={activeRunId} onStopped={onStopped} />}
        <button type="submit" aria-label="Send" title="Send" disabled={sending || !draft.trim()} className={round}>
          <ArrowUp size={20} aria-hidden />
        </button>
      </div>
    </form>
  );
};
