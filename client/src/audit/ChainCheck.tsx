import { ShieldCheck } from 'lucide-react';
import { useQuery } from 'urql';
import { errorSentence } from '../graphql/errors.js';
import { graphql } from '../graphql/generated/gql.js';
import { Button } from '../ui/Button.js';
import { CopyButton } from '../ui/CopyButton.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { inFours } from '../ui/group-address.js';
import { Notice } from '../ui/Notice.js';
import { Panel } from '../ui/Panel.js';

const VerifyQuery = graphql(`
  query VerifyAuditLog {
    verifyAuditLog { valid entries head brokenAtSeq message }
  }
`);

/** Asks the server to compute the chain again, and shows its head to write down elsewhere. */
export const ChainCheck = () => {
  const [{ data, error, fetching }, verify] = useQuery({ query: VerifyQuery, requestPolicy: 'network-only' });
  const result = data?.verifyAuditLog;
  return (
    <Panel
      title="Chain"
      note="Keep a copy of the head somewhere else: then even the server’s operator cannot rewrite the past unnoticed."
      action={
        <Button
          icon={<ShieldCheck size={16} aria-hidden />}
          disabled={fetching}
          onClick={() => verify({ requestPolicy: 'network-only' })}
        >
          {fetching ? 'Checking…' : 'Check the chain'}
        </Button>
      }
    >
      {error && <ErrorNotice message={errorSentence(error)} />}
      {result && (
        <div className="flex flex-col gap-3">
          {result.valid ? (
            <p role="status">
              The chain is whole: {result.entries} entries. {result.message}
            </p>
          ) : (
            <Notice tone="bad" role="alert">
              <strong>The chain is broken{result.brokenAtSeq != null && ` at entry ${result.brokenAtSeq}`}.</strong>{' '}
              {result.message}
            </Notice>
          )}
          <p className="flex flex-wrap items-center gap-x-2 text-sm">
            <span className="text-muted">Head</span>
            <code className="min-w-0 font-mono text-xs leading-5 break-words">{inFours(result.head).join(' ')}</code>
            <CopyButton text={result.head} label="Copy head" />
          </p>
        </div>
      )}
    </Panel>
  );
};
