import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../ui/Button.js';
import { Panel } from '../ui/Panel.js';
import { ChangeDialog } from './ChangeDialog.js';
import { HoursForm } from './HoursForm.js';
import type { Rules } from './policy-fragment.js';
import { type HoursPart, partText } from './week-hours.js';

type Open = { remove: HoursPart | null };

const plain = ({ days, fromMinute, toMinute }: HoursPart): HoursPart => ({ days, fromMinute, toMinute });

/** When the agent may have something signed without a question. */
export const HoursPanel = ({ rules, onChanged }: { rules: Rules; onChanged: () => void }) => {
  const [open, setOpen] = useState<Open | null>(null);
  const parts = (rules.allowedHours ?? []).map(plain);
  const account = rules.accountId ? { accountId: rules.accountId } : {};
  const removed = open?.remove ?? null;
  return (
    <Panel
      title="Hours"
      note="Outside of them you are asked about everything. Times are in UTC."
      action={
        <Button icon={<Plus size={16} aria-hidden />} onClick={() => setOpen({ remove: null })}>
          Add hours
        </Button>
      }
    >
      {rules.allowedHours == null && <p className="text-sm text-muted">No hours are set: at any time.</p>}
      {rules.allowedHours?.length === 0 && (
        <p className="text-sm">Never: the hours that are set have none in common.</p>
      )}
      <ul className="divide-y divide-line">
        {parts.map((part) => (
          <li key={partText(part)} className="flex items-center justify-between gap-3 py-1">
            <span className="min-w-0 text-sm break-words tabular-nums">{partText(part)}</span>
            <IconButton
              label={`Remove ${partText(part)}`}
              icon={<Trash2 size={16} />}
              onClick={() => setOpen({ remove: part })}
            />
          </li>
        ))}
      </ul>
      {open && (
        <ChangeDialog
          title={removed ? 'Remove these hours?' : 'Add hours'}
          description={
            removed && parts.length === 1
              ? 'They are the only ones: without them everything may happen at any time.'
              : 'Without any hours the rules are the same at any time.'
          }
          onClose={() => setOpen(null)}
          onChanged={onChanged}
        >
          {({ propose, working }) =>
            removed ? (
              <div className="flex flex-col gap-4">
                <p className="tabular-nums">{partText(removed)}</p>
                <Button
                  look="danger"
                  disabled={working}
                  className="self-end"
                  onClick={() =>
                    propose({
                      ...account,
                      allowedHours: parts.filter((part) => partText(part) !== partText(removed)),
                    })
                  }
                >
                  Remove hours
                </Button>
              </div>
            ) : (
              <HoursForm
                working={working}
                onHours={(added) => propose({ ...account, allowedHours: [...parts, ...added] })}
              />
            )
          }
        </ChangeDialog>
      )}
    </Panel>
  );
};
