import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { announce } from '../graphql/announcements.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';
import { useTitle } from '../ui/browser/use-title.js';
import { Field } from '../ui/Field.js';
import { Page } from '../ui/Panel.js';
import { AuditEntries } from './AuditEntries.js';
import { ChainCheck } from './ChainCheck.js';
import { ExportLog } from './ExportLog.js';

const WhoseLog = graphql(`
  query WhoseLog {
    viewer { id }
  }
`);

const textOf = (form: FormData, name: string): string | null => String(form.get(name) ?? '').trim() || null;

/** Everything that happened, in a chain nobody can rewrite unseen. */
export const AuditPage = () => {
  useTitle('Audit');
  const [{ data }] = useQuery({ query: WhoseLog });
  // Whoever looks at the log wants to know now whether it is still the one that they saw.
  useEffect(() => announce('audit'), []);
  const [filter, setFilter] = useState<{ action: string | null; resource: string | null }>({
    action: null,
    resource: null,
  });
  return (
    <Page
      title="Audit log"
      lead="Every proposal, decision and signature. Each entry holds the hash of the one before it, so a change anywhere breaks the chain."
    >
      {data && <ChainCheck userId={data.viewer.id} />}
      <ExportLog />
      <search>
        <form
          aria-label="Filter the audit log"
          className="flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            setFilter({ action: textOf(form, 'action'), resource: textOf(form, 'resource') });
          }}
          onReset={() => setFilter({ action: null, resource: null })}
        >
          <Field name="action" label="Action" placeholder="transaction.proposed" className="min-w-0 flex-1 basis-44" />
          <Field name="resource" label="Resource" placeholder="an id" className="min-w-0 flex-1 basis-44" />
          <div className="flex gap-2">
            <Button type="submit" look="primary">
              Filter
            </Button>
            <Button type="reset">Clear</Button>
          </div>
        </form>
      </search>
      <AuditEntries key={JSON.stringify(filter)} filter={filter} />
    </Page>
  );
};
