import { useId } from 'react';
import { Disclosure } from '../ui/Disclosure.js';
import { AgentWords } from './AgentWords.js';
import { CardActions, type CardDecision } from './CardActions.js';
import { CardDetails } from './CardDetails.js';
import { CardEffects, type Spending } from './CardEffects.js';
import { CardFacts } from './CardFacts.js';
import { CardHeader } from './CardHeader.js';
import { CardOutcome } from './CardOutcome.js';
import { CardWarnings } from './CardWarnings.js';
import { cardStateOf } from './card-state.js';
import type { ApprovalCard_TransactionFragment } from './card-types.js';
import { isReadable, isUnsized, riskOf, warningsOf } from './card-warnings.js';

export type ApprovalCardProps = {
  transaction: ApprovalCard_TransactionFragment;
  spending: Spending[];
  decision: CardDecision;
  rejecting: boolean;
  setRejecting: (open: boolean) => void;
  nowMs: number;
  passkey: boolean;
  connected: boolean;
  inert: boolean;
  recordUrl: string | null;
  level: 'h1' | 'h3';
  linkToChat: boolean;
  /** Of the program behind it, by the name that the person gave its key; null where there is none, or it is gone. */
  keyName: string | null;
};

const blockedBecause = ({ transaction, connected, nowMs }: ApprovalCardProps): string | null => {
  if (!connected) return 'The connection is lost. You can decide when it is back.';
  if (!isReadable(transaction)) return 'Tuxedo cannot read this transaction.';
  const { approval } = transaction;
  if (!approval || Date.parse(approval.expiresAt) <= nowMs) return 'The time to decide is over.';
  return null;
};

const CardBody = ({ transaction, spending, nowMs, linkToChat }: ApprovalCardProps) => {
  const pending = cardStateOf(transaction) === 'pending';
  return (
    <>
      <div className="grid grid-cols-1 lg:grid-cols-[3fr_2fr]">
        <CardFacts transaction={transaction} nowMs={pending ? nowMs : Date.parse(transaction.createdAt)} />
        <CardEffects transaction={transaction} spending={spending} nowMs={nowMs} pending={pending} />
      </div>
      <AgentWords transaction={transaction} linkToChat={linkToChat} />
      <CardDetails transaction={transaction} />
    </>
  );
};

/** One question to a person: what leaves, to whom, what is odd, what remains, why asked, the claim, the bytes. */
export const ApprovalCard = (props: ApprovalCardProps) => {
  const { transaction, nowMs, recordUrl, level, keyName } = props;
  const titleId = useId();
  const state = cardStateOf(transaction);
  const pending = state === 'pending';
  const risk = riskOf(transaction);
  return (
    <article
      aria-labelledby={titleId}
      data-state={state}
      className={`rounded-2xl border bg-surface shadow-card ${risk === 'control' || risk === 'unsized' ? 'border-2 border-danger' : 'border-line'}`}
    >
      <CardHeader
        transaction={transaction}
        state={state}
        nowMs={nowMs}
        titleId={titleId}
        level={level}
        keyName={keyName}
      />
      <CardOutcome transaction={transaction} state={state} recordUrl={recordUrl} />
      {pending && (
        <CardWarnings
          warnings={warningsOf(transaction, nowMs)}
          changesControl={risk === 'control'}
          unsized={isUnsized(transaction.operations)}
          readable={isReadable(transaction)}
        />
      )}
      {pending || level === 'h1' ? (
        <CardBody {...props} />
      ) : (
        <div className="px-5">
          <Disclosure summary="What was decided">
            <div className="-mx-5 -mb-2 border-t border-line">
              <CardBody {...props} />
            </div>
          </Disclosure>
        </div>
      )}
      {pending && (
        // Ticks and typed names belong to what was shown then: a changed transaction asks for them again.
        <CardActions
          key={`${transaction.approval?.id}:${transaction.rev}`}
          {...props}
          risk={risk}
          accountName={transaction.account.name}
          blocked={blockedBecause(props)}
        />
      )}
    </article>
  );
};
