import { MessageSquareQuote } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { escapeHiddenInText } from '../ui/values/escape-hidden.js';
import { Plain } from '../ui/values/Plain.js';
import type { ApprovalCard_TransactionFragment } from './card-types.js';
import { mismatchTitle } from './warning-words.js';

const FOLD_AFTER = 280;

/** Whose words they are; nobody has checked them, whoever wrote them. */
const SPEAKERS = {
  AGENT: 'The agent says (not checked)',
  API_KEY: 'The program says (not checked)',
  PERSON: 'You wrote (not checked)',
  OPERATOR: 'The operator says (not checked)',
  SERVER: 'The server says (not checked)',
} as const;

const Words = ({ text }: { text: string }) => {
  const [open, setOpen] = useState(false);
  const long = text.length > FOLD_AFTER;
  return (
    <>
      <p className="break-words whitespace-pre-wrap">
        “{escapeHiddenInText(open || !long ? text : `${text.slice(0, FOLD_AFTER)}…`)}”
      </p>
      {long && (
        <button type="button" className="min-h-11 text-sm underline underline-offset-4" onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all of it'}
        </button>
      )}
    </>
  );
};

type Props = { transaction: ApprovalCard_TransactionFragment; linkToChat: boolean; pending: boolean };

/** Claims, in a box of their own: plain text, no links, no markdown, and where they differ from the facts it says so: while it waits, as its first warning. */
export const AgentWords = ({ transaction, linkToChat, pending }: Props) => {
  const { reason, instruction, claimMismatch, threadId, proposedBy } = transaction;
  return (
    <div className="border-t border-line">
      {reason && (
        <section
          aria-label={SPEAKERS[proposedBy]}
          data-region="claims"
          className="border-b border-agent-line bg-agent-soft px-5 py-4 text-agent-ink"
        >
          <p className="mb-1 flex items-center gap-2 text-[13px] font-semibold">
            <MessageSquareQuote size={15} aria-hidden /> {SPEAKERS[proposedBy]}
          </p>
          <Words text={reason} />
        </section>
      )}
      {claimMismatch && !pending && (
        <p role="note" className="border-b border-line bg-danger-soft px-5 py-2 text-sm font-semibold text-danger">
          <Plain text={mismatchTitle(claimMismatch)} />
        </p>
      )}
      <section aria-label="Your message" className="px-5 py-3 text-sm">
        <p className="text-[13px] font-semibold text-muted">Your message</p>
        {instruction ? <Words text={instruction} /> : <p>No message of yours asked for this.</p>}
        {linkToChat && threadId && (
          <Link
            to={`/chat/${threadId}`}
            className="inline-flex min-h-11 items-center font-medium text-accent underline-offset-4 hover:underline"
          >
            Open the conversation
          </Link>
        )}
      </section>
    </div>
  );
};
