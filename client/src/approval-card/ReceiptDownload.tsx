import { FileDown } from 'lucide-react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { Button } from '../ui/Button.js';
import { saveFile } from '../ui/browser/save-file.js';

const ReceiptQuery = graphql(`
  query Receipt($id: ID!) {
    receipt(id: $id)
  }
`);

const fileOf = (id: string): string => `receipt-${id}.json`;

type Props = { transactionId: string; explain?: boolean };

/** The proof of one transaction as a file, and how anybody checks it without us. */
export const ReceiptDownload = ({ transactionId, explain = false }: Props) => {
  const client = useClient();
  const { run, working, error } = useAction();
  const save = () =>
    run(async () => {
      const answer = await client.query(ReceiptQuery, { id: transactionId }, { requestPolicy: 'network-only' });
      const { receipt } = dataOf(answer);
      saveFile(fileOf(transactionId), 'application/json', `${JSON.stringify(receipt, null, 2)}\n`);
    });
  return (
    <div className="flex flex-col items-start gap-1">
      <Button icon={<FileDown size={16} aria-hidden />} disabled={working} onClick={() => void save()}>
        Download receipt
      </Button>
      {explain && (
        <p className="text-sm text-muted">
          Check it offline, in a copy of Tuxedo’s source:{' '}
          <code className="font-mono text-xs break-all">npm run verify -- {fileOf(transactionId)}</code>
        </p>
      )}
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </div>
  );
};
