import { type KeyboardEvent, useState } from 'react';
import { Button } from '../ui/Button.js';

const reasons = ['Wrong amount', 'Wrong recipient', 'Not now', 'I did not ask for this'];

type Props = { disabled: boolean; onReject: (reason: string) => void; onClose: () => void };

/** Saying no needs no reason; a reason helps the agent to do better. */
export const RejectForm = ({ disabled, onReject, onClose }: Props) => {
  const [reason, setReason] = useState('');
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onReject(reason);
  };
  return (
    <form
      aria-label="Reject"
      className="enter flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        onReject(reason);
      }}
    >
      <div className="flex flex-wrap gap-2">
        {reasons.map((text) => (
          <Button
            key={text}
            aria-pressed={reason === text}
            className="aria-pressed:bg-sunken"
            onClick={() => setReason(text)}
          >
            {text}
          </Button>
        ))}
      </div>
      <label className="flex flex-col gap-1.5 text-sm font-medium">
        Reason, told to the agent (optional)
        <textarea
          // biome-ignore lint/a11y/noAutofocus: the person has just pressed Reject; this is what comes next.
          autoFocus
          rows={2}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={keys}
          className="w-full rounded-[10px] border border-line-strong bg-surface px-3 py-2 text-base font-normal"
        />
      </label>
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="plain" onClick={onClose}>
          Keep waiting
        </Button>
        <Button look="danger" type="submit" disabled={disabled}>
          Reject payment
        </Button>
      </div>
    </form>
  );
};
