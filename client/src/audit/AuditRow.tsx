import { ReceiptDownload } from '../approval-card/ReceiptDownload.js';
import { graphql } from '../graphql/generated/gql.js';
import type { ActorKind, AuditRow_AuditEntryFragment } from '../graphql/generated/graphql.js';
import { Badge } from '../ui/Badge.js';
import { Disclosure, Json } from '../ui/Disclosure.js';
import { Plain } from '../ui/values/Plain.js';
import { Time } from '../ui/values/Time.js';

graphql(`
  fragment AuditRow_AuditEntry on AuditEntry {
    id
    seq
    at
    actor
    action
    resource
    result
    details
    hash
    previousHash
  }
`);

const actors: Record<ActorKind, string> = {
  PERSON: 'You',
  API_KEY: 'API key',
  AGENT: 'Agent',
  OPERATOR: 'Operator',
  SERVER: 'Tuxedo',
};
const isBad = (result: string): boolean => /fail|refus|denied|reject|error/i.test(result);

/** One entry: who did what to what, and the whole of it a click away. */
export const AuditRow = ({ entry }: { entry: AuditRow_AuditEntryFragment }) => (
  <li className="px-4 sm:px-5">
    <Disclosure
      summary={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2.5">
          <span className="w-8 font-mono text-xs text-muted tabular-nums">{entry.seq}</span>
          <span className="min-w-0 flex-1 basis-52 font-medium break-words text-ink">
            <Plain text={entry.action} />
          </span>
          <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
            <span className="text-sm">{actors[entry.actor]}</span>
            <Badge tone={isBad(entry.result) ? 'bad' : 'neutral'}>
              <Plain text={entry.result} />
            </Badge>
            <span className="text-sm whitespace-nowrap">
              <Time at={entry.at} />
            </span>
          </span>
        </span>
      }
    >
      <dl className="mb-2 grid grid-cols-1 gap-x-4 gap-y-1 text-sm sm:grid-cols-[7rem_1fr]">
        <dt className="text-muted">Resource</dt>
        <dd className="font-mono text-xs leading-6 break-all">
          <Plain text={entry.resource} />
        </dd>
        <dt className="text-muted">Hash</dt>
        <dd className="font-mono text-xs leading-6 break-all">{entry.hash}</dd>
        <dt className="text-muted">Before it</dt>
        <dd className="font-mono text-xs leading-6 break-all">{entry.previousHash}</dd>
      </dl>
      {entry.action === 'transaction.confirmed' && (
        <div className="mb-3">
          <ReceiptDownload transactionId={entry.resource} explain />
        </div>
      )}
      <Json value={entry.details} label={`Details of entry ${entry.seq}`} />
    </Disclosure>
  </li>
);
