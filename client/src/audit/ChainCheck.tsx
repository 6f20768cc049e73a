import { ShieldCheck } from 'lucide-react';
import { Button } from '../ui/Button.js';
import { CopyButton } from '../ui/CopyButton.js';
import { ErrorNotice } from '../ui/ErrorNotice.js';
import { Notice } from '../ui/Notice.js';
import { Panel } from '../ui/Panel.js';
import { inFours } from '../ui/values/group-address.js';
import { type ChainResult, useChainCheck } from './use-chain-check.js';

/** The first thing that is wrong, in a sentence; null where the chain is whole. */
const problemOf = ({ broken, kept, server }: ChainResult): string | null => {
  if (broken?.kind === 'altered') return `Entry ${broken.seq} does not have the hash that it states.`;
  if (broken) return `Entry ${broken.seq} is missing or does not follow from the one before it.`;
  if (kept && !kept.found) return `Entry ${kept.seq}, which this browser saw before, is another one now.`;
  return server.valid ? null : server.message;
};

const Whole = ({ result: { end, kept, server } }: { result: ChainResult }) => (
  <p role="status">
    The chain is whole: {end.seq} entries. This browser computed every hash itself
    {kept && <>, and entry {kept.seq}, the newest that it had seen before, is among them</>}. The server compared{' '}
    {server.checkpoints} signed checkpoints.
  </p>
);

/** Follows the chain from its first entry in this browser, and shows its head to write down elsewhere. */
export const ChainCheck = ({ userId }: { userId: string }) => {
  const { check, result, working, error } = useChainCheck(userId);
  const problem = result && problemOf(result);
  return (
    <Panel
      title="Chain"
      note="This browser keeps the newest head it sees and compares every newer one with it. Keep a copy somewhere else too: then even the server’s operator cannot rewrite the past unnoticed."
      action={
        <Button icon={<ShieldCheck size={16} aria-hidden />} disabled={working} onClick={check}>
          {working ? 'Checking…' : 'Check the chain'}
        </Button>
      }
    >
      {error && <ErrorNotice message={error} />}
      {result && (
        <div className="flex flex-col gap-3">
          {problem ? (
            <Notice tone="bad" role="alert">
              <strong>The chain is broken.</strong> {problem}
            </Notice>
          ) : (
            <Whole result={result} />
          )}
          <p className="flex flex-wrap items-center gap-x-2 text-sm">
            <span className="text-muted">Head</span>
            <code className="min-w-0 font-mono text-xs leading-5 break-words">
              {inFours(result.end.hash).join(' ')}
            </code>
            <CopyButton text={result.end.hash} label="Copy head" />
          </p>
        </div>
      )}
    </Panel>
  );
};
