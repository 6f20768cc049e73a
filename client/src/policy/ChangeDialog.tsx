import type { ReactNode } from 'react';
import { Dialog } from '../ui/Dialog.js';
import { ChangeReview } from './ChangeReview.js';
import { type PolicyChanging, usePolicyChange } from './use-policy-change.js';

type Props = {
  title: string;
  description?: string;
  onClose: () => void;
  onChanged: () => void;
  children: (changing: PolicyChanging) => ReactNode;
};

/** A form for one change; where the server finds it looser, the question before the passkey takes its place. */
export const ChangeDialog = ({ title, description, onClose, onChanged, children }: Props) => {
  const changing = usePolicyChange(() => {
    onChanged();
    onClose();
  });
  const { asked, error, working, withPasskey, confirm, back } = changing;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={asked ? 'This loosens your rules' : title}
      {...(!asked && description ? { description } : {})}
    >
      {/* What was typed stays while the question is on the screen, so that Back is no loss. */}
      <div hidden={asked !== null}>{children(changing)}</div>
      {asked && (
        <ChangeReview
          change={asked.change}
          working={working}
          withPasskey={withPasskey}
          onConfirm={confirm}
          onBack={back}
        />
      )}
      {error && (
        <p role="alert" className="mt-3 text-sm break-words text-danger">
          {error}
        </p>
      )}
    </Dialog>
  );
};
