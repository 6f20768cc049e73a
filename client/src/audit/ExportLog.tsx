import { Download } from 'lucide-react';
import { type Client, useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import type { AuditFormat } from '../graphql/generated/graphql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Button } from '../ui/Button.js';
import { saveFile } from '../ui/browser/save-file.js';
import { Panel } from '../ui/Panel.js';

const ExportQuery = graphql(`
  query ExportAuditLog($format: AuditFormat!, $after: Int!) {
    auditExport(format: $format, after: $after) { text nextSeq }
  }
`);

type Page = { text: string; nextSeq?: number | null };

const pageOf = async (client: Client, format: AuditFormat, after: number): Promise<Page> =>
  dataOf(await client.query(ExportQuery, { format, after }, { requestPolicy: 'network-only' })).auditExport;

const wholeLog = async (client: Client, format: AuditFormat): Promise<string> => {
  const pages: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const { text, nextSeq }: Page = await pageOf(client, format, after);
    pages.push(text);
    // A page that does not lead further on would be asked for again and again.
    after = nextSeq != null && nextSeq > after ? nextSeq : null;
  }
  return pages.join('');
};

/** The log as a file of one's own: to keep, to check elsewhere, to read in a spreadsheet. */
export const ExportLog = () => {
  const client = useClient();
  const { run, working, error } = useAction();
  const save = (format: AuditFormat, name: string, type: string) =>
    void run(async () => saveFile(name, type, await wholeLog(client, format)));
  return (
    <Panel
      title="Export"
      note={
        <>
          Check the JSON Lines file offline, in a copy of Tuxedo’s source:{' '}
          <code className="font-mono text-xs">npm run verify -- tuxedo-audit.jsonl</code>. A CSV file is for reading and
          cannot be checked.
        </>
      }
    >
      <div className="flex flex-wrap gap-2">
        <Button
          icon={<Download size={16} aria-hidden />}
          disabled={working}
          onClick={() => save('JSONL', 'tuxedo-audit.jsonl', 'application/jsonl')}
        >
          JSON Lines
        </Button>
        <Button
          icon={<Download size={16} aria-hidden />}
          disabled={working}
          onClick={() => save('CSV', 'tuxedo-audit.csv', 'text/csv')}
        >
          CSV
        </Button>
      </div>
      {error && (
        <p role="alert" className="mt-2 text-sm text-danger">
          {error}
        </p>
      )}
    </Panel>
  );
};
