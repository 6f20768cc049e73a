import { CircleCheck, CircleX, Clock, HelpCircle, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { CopyButton } from '../ui/CopyButton.js';
import { exactAmount } from '../ui/values/format-amount.js';
import { inFours } from '../ui/values/group-address.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';
import type { CardState } from './card-state.js';
import type { ApprovalCard_TransactionFragment } from './card-types.js';
import { ReceiptDownload } from './ReceiptDownload.js';

type Transaction = ApprovalCard_TransactionFragment;

const icons: Record<Exclude<CardState, 'pending'>, ReactNode> = {
  approved: <LoaderCircle size={20} className="spin text-accent" />,
  submitted: <LoaderCircle size={20} className="spin text-accent" />,
  confirmed: <CircleCheck size={20} className="text-go-ink" />,
  failed: <CircleX size={20} className="text-danger" />,
  unknown: <HelpCircle size={20} className="text-warn-ink" />,
  rejected: <CircleX size={20} className="text-muted" />,
  expired: <Clock size={20} className="text-muted" />,
  superseded: <Clock size={20} className="text-muted" />,
  denied: <CircleX size={20} className="text-danger" />,
};

const Decided = ({ approval }: { approval: Transaction['approval'] }) =>
  approval?.decidedAt ? (
    <>
      {' '}
      <Time at={approval.decidedAt} />
      {approval.decidedWith && (
        <>
          {' '}
          with <Plain text={approval.decidedWith} />
        </>
      )}
    </>
  ) : null;

const failureText = ({ failure, feeCharged }: Transaction): string => {
  const cause = failure ? failure.message : 'The network refused it.';
  const codes = failure?.resultCodes?.length ? ` (${failure.resultCodes.join(', ')})` : '';
  const fee = feeCharged ? ` The fee of ${exactAmount(feeCharged)} XLM was charged.` : ' No fee was charged.';
  return `${cause}${codes}${fee}`;
};

const sentences: Record<Exclude<CardState, 'pending'>, (transaction: Transaction) => ReactNode> = {
  approved: ({ approval }) => (
    <>
      Approved
      <Decided approval={approval} />. It is being signed and sent.
    </>
  ),
  submitted: () => 'Sent to the network. It is not confirmed yet.',
  confirmed: ({ approval, ledger, feeCharged }) => (
    <>
      Confirmed in ledger {ledger}
      {feeCharged && <>, fee {exactAmount(feeCharged)} XLM</>}.
      {approval && (
        <>
          {' '}
          Approved
          <Decided approval={approval} />.
        </>
      )}
    </>
  ),
  failed: (transaction) => (
    <>
      It failed. <Plain text={failureText(transaction)} />
    </>
  ),
  unknown: ({ failure }) =>
    failure ? (
      <Plain text={failure.message} />
    ) : (
      'It was sent and the network has not said how it ended. Tuxedo looks it up by its hash and will not send it twice.'
    ),
  rejected: ({ approval }) => (
    <>
      Rejected
      <Decided approval={approval} />. Nothing was sent.
      {approval?.reason && (
        <>
          {' '}
          Reason: “<Plain text={approval.reason} />”
        </>
      )}
    </>
  ),
  expired: ({ hash, failure }) =>
    hash && failure ? (
      <Plain text={failure.message} />
    ) : (
      'The time to decide ran out. Nothing was sent. Ask the agent to prepare it again.'
    ),
  superseded: () => 'A newer version replaced this one. Nothing was sent. Look in the inbox for the new one.',
  denied: () => 'A rule refused this. Nothing was signed.',
};

const Hash = ({ hash, recordUrl }: { hash: string; recordUrl: string | null }) => (
  <div className="mt-2">
    <div className="flex flex-wrap items-center gap-x-2 text-sm">
      <span className="text-muted">Hash</span>
      <code className="min-w-0 font-mono text-xs leading-5 break-words">{inFours(hash).join(' ')}</code>
      <CopyButton text={hash} label="Copy hash" />
      {recordUrl && (
        <a
          href={recordUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex min-h-11 items-center font-medium text-accent hover:underline"
        >
          See it on the network
        </a>
      )}
    </div>
  </div>
);

/** The ledger has decided it, and took its fee for that. */
const hasReceipt = ({ status, feeCharged }: Transaction): boolean =>
  (status === 'CONFIRMED' || status === 'FAILED') && feeCharged != null;

type Props = { transaction: Transaction; state: CardState; recordUrl: string | null };

/** How it ended, or how far it is. Sent and confirmed are different words. */
export const CardOutcome = ({ transaction, state, recordUrl }: Props) =>
  state === 'pending' ? null : (
    <section aria-label="Outcome" className="flex gap-3 border-b border-line bg-sunken px-5 py-3">
      <span aria-hidden className="mt-0.5 shrink-0">
        {icons[state]}
      </span>
      <div className="min-w-0 flex-1">
        <p role="status" className="break-words">
          {sentences[state](transaction)}
        </p>
        {transaction.hash && <Hash hash={transaction.hash} recordUrl={recordUrl} />}
        {hasReceipt(transaction) && (
          <div className="mt-2">
            <ReceiptDownload transactionId={transaction.id} explain />
          </div>
        )}
      </div>
    </section>
  );
