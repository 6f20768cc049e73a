import { Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from './Button.js';

/** Shown once: the server keeps only their hashes. */
export const RecoveryCodes = ({ codes, onSaved }: { codes: readonly string[]; onSaved: () => void }) => {
  const [copied, setCopied] = useState(false);
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`Tuxedo recovery codes, each works once\n\n${codes.join('\n')}\n`)}`;
  return (
    <div className="flex flex-col gap-4">
      <ol aria-label="Recovery codes" className="flex flex-col gap-1.5 rounded-xl bg-sunken p-4 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button
          icon={<Copy size={16} aria-hidden />}
          onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
        <a
          href={file}
          download="tuxedo-recovery-codes.txt"
          className="inline-flex min-h-11 items-center gap-2 rounded-[10px] border border-line-strong px-4 font-semibold hover:bg-sunken"
        >
          <Download size={16} aria-hidden /> Download
        </a>
      </div>
      <Button look="primary" onClick={onSaved}>
        I saved my codes
      </Button>
    </div>
  );
};
