import { Fingerprint, LoaderCircle, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/Button.js';
import { Field } from '../ui/Field.js';
import { Plain } from '../ui/values/Plain.js';
import type { Risk } from './card-warnings.js';
import { RejectForm } from './RejectForm.js';

export type CardDecision = {
  phase: 'idle' | 'passkey' | 'sending';
  error: string | null;
  approve: () => void;
  reject: (reason: string) => void;
  cancel: () => void;
};

type Props = {
  decision: CardDecision;
  rejecting: boolean;
  setRejecting: (open: boolean) => void;
  risk: Risk;
  accountName: string;
  passkey: boolean;
  /** Why nothing can be decided now; null when it can. */
  blocked: string | null;
  inert: boolean;
};

/** What a dangerous card asks for before the passkey: a look at the address, or the account's name by hand. */
const Confirmation = ({
  risk,
  accountName,
  onChange,
}: {
  risk: Risk;
  accountName: string;
  onChange: (confirmed: boolean) => void;
}) => {
  if (risk === 'high') {
    return (
      <label className="flex min-h-11 items-center gap-3 text-sm">
        <input type="checkbox" className="size-6 accent-(--go)" onChange={(event) => onChange(event.target.checked)} />I
        compared the address, group by group.
      </label>
    );
  }
  return (
    <Field
      label="Type the account’s name to confirm"
      hint={
        <>
          The name is <Plain text={accountName} />.
        </>
      }
      autoComplete="off"
      onChange={(event) => onChange(event.target.value.trim() === accountName.trim())}
    />
  );
};

const Working = ({ decision }: { decision: CardDecision }) => (
  <div role="status" className="flex flex-1 flex-wrap items-center justify-between gap-3">
    <span className="flex items-center gap-2 text-sm">
      <LoaderCircle size={18} aria-hidden className="spin" />
      {decision.phase === 'passkey' ? 'Waiting for your passkey' : 'Telling the server'}
    </span>
    {decision.phase === 'passkey' && (
      <Button icon={<X size={16} aria-hidden />} onClick={decision.cancel}>
        Cancel
      </Button>
    )}
  </div>
);

/** Reject is cheap; Approve takes a deliberate press, never a single key. */
export const CardActions = (props: Props) => {
  const { decision, rejecting, setRejecting, risk, accountName, passkey, blocked, inert } = props;
  const [confirmed, setConfirmed] = useState(risk === 'normal');
  const cannot = blocked !== null || inert || !confirmed;
  return (
    <footer className="flex flex-col gap-3 rounded-b-2xl border-t border-line bg-surface px-5 py-4">
      {decision.error && (
        <p role="alert" className="text-sm text-danger">
          {decision.error}
        </p>
      )}
      {blocked && (
        <p role="status" className="text-sm text-warn-ink">
          {blocked}
        </p>
      )}
      {risk !== 'normal' && decision.phase === 'idle' && (
        <Confirmation risk={risk} accountName={accountName} onChange={setConfirmed} />
      )}
      {rejecting && decision.phase === 'idle' ? (
        <RejectForm disabled={blocked !== null} onReject={decision.reject} onClose={() => setRejecting(false)} />
      ) : (
        <div className="flex flex-col-reverse gap-3 sm:flex-row sm:items-center sm:justify-between">
          {decision.phase === 'idle' ? (
            <>
              <Button
                look="danger"
                disabled={blocked !== null}
                onClick={() => setRejecting(true)}
                aria-keyshortcuts="r"
              >
                Reject{' '}
                <kbd
                  aria-hidden
                  className="hidden rounded border border-current px-1 font-mono text-[11px] leading-4 font-normal sm:inline"
                >
                  R
                </kbd>
              </Button>
              <Button
                look="go"
                icon={<Fingerprint size={18} aria-hidden />}
                disabled={cannot}
                onClick={decision.approve}
              >
                {passkey ? 'Approve with passkey' : 'Approve'}
              </Button>
            </>
          ) : (
            <Working decision={decision} />
          )}
        </div>
      )}
      {!passkey && !rejecting && (
        <p className="text-sm text-muted">
          You are a demo user, so you confirm without a passkey. Only test money moves here.
        </p>
      )}
    </footer>
  );
};
