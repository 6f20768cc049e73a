import { Download, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import { browserStorage } from '../graphql/browser-storage.js';
import { Button } from '../ui/Button.js';
import { saveFile } from '../ui/browser/save-file.js';
import { Dialog } from '../ui/Dialog.js';
import { fullTime } from '../ui/values/format-time.js';
import { inFours } from '../ui/values/group-address.js';
import { alarmSentence, tellAlarmChanged } from './audit-alarm.js';
import { type Alarm, HeadMemory } from './head-memory.js';

const Hash = ({ name, seq, hash }: { name: string; seq: number; hash: string }) => (
  <div>
    <dt className="font-semibold">
      {name} {seq}
    </dt>
    <dd className="font-mono text-xs leading-5 break-words">{inFours(hash).join(' ')}</dd>
  </div>
);

const WHAT_TO_DO = [
  'Stop everything with the red sign at the top of the page, and approve nothing until this is explained.',
  'Save the evidence below, and export the log on the audit page. Keep both outside of this server.',
  'Ask the operator of this server whether a backup was restored, and when. If not, move your money elsewhere.',
];

const PutAway = ({ userId, onClose }: { userId: string; onClose: () => void }) => (
  <Dialog open onOpenChange={onClose} title="Put this warning away?">
    <p className="mb-4 text-sm">
      This browser then forgets the head that it kept, and takes the log as the server shows it now for the true one. Do
      this only if you know why the log changed and have saved the evidence.
    </p>
    <div className="flex flex-wrap justify-end gap-3">
      <Button look="plain" onClick={onClose}>
        Keep the warning
      </Button>
      <Button
        look="danger"
        onClick={() => {
          new HeadMemory(browserStorage.device, userId).forget();
          onClose();
          tellAlarmChanged();
        }}
      >
        Put it away
      </Button>
    </div>
  </Dialog>
);

const Details = ({ alarm, userId }: { alarm: Alarm; userId: string }) => {
  const [leaving, setLeaving] = useState(false);
  const evidence = () =>
    saveFile('tuxedo-audit-evidence.json', 'application/json', JSON.stringify({ userId, ...alarm }, null, 2));
  return (
    <details className="mt-2">
      <summary className="inline-flex min-h-11 items-center font-semibold underline underline-offset-4">
        What this means and what to do
      </summary>
      <p className="mt-1">
        Every act in your name stands in a chain in which nothing can be changed unseen. The chain that this browser saw
        is not the one that the server shows now, so somebody with access to the server or its database may hide what
        was done in your name.
      </p>
      <ol className="mt-2 flex list-decimal flex-col gap-1 pl-5">
        {WHAT_TO_DO.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <dl className="mt-2 flex flex-col gap-1">
        <Hash name={`Seen ${fullTime(alarm.kept.at)}, entry`} {...alarm.kept} />
        <Hash name={`Shown ${fullTime(alarm.at)}, at entry`} {...alarm.served} />
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button icon={<Download size={16} aria-hidden />} onClick={evidence} className="text-ink">
          Save the evidence
        </Button>
        <Button onClick={() => setLeaving(true)} className="text-ink">
          Put this warning away
        </Button>
      </div>
      {leaving && <PutAway userId={userId} onClose={() => setLeaving(false)} />}
    </details>
  );
};

/** Loud, on every page, and there again after each start until the person has put it away. */
export const AuditAlarm = ({ alarm, userId }: { alarm: Alarm; userId: string }) => (
  <section
    aria-label="Warning about your audit log"
    className="max-h-[60dvh] overflow-y-auto rounded-xl border-2 border-danger bg-danger-soft px-4 py-3 text-sm text-danger"
  >
    <div className="flex gap-3">
      <ShieldAlert size={22} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1">
        <p role="alert">
          <strong className="block text-base font-semibold">Your audit log was changed.</strong>
          {alarmSentence(alarm)}
        </p>
        <Details alarm={alarm} userId={userId} />
      </div>
    </div>
  </section>
);
