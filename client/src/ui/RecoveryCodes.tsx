import { Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonLook } from './Button.js';
import { Field } from './Field.js';

const plain = (code: string): string => code.toLowerCase().replaceAll(/[\s-]/g, '');

type Props = { codes: readonly string[]; onSaved: () => void; working?: boolean; error?: string | null };

/** Shown once: the server keeps only their hashes. They hold once they are saved, so a press alone does not say so. */
export const RecoveryCodes = ({ codes, onSaved, working = false, error = null }: Props) => {
  const [taken, setTaken] = useState(false);
  const [copying, setCopying] = useState<'copied' | 'failed' | null>(null);
  const [typed, setTyped] = useState('');
  const isSaved = taken || codes.some((code) => plain(code) === plain(typed));
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`Tuxedo recovery codes, each works once\n\n${codes.join('\n')}\n`)}`;
  const copy = () =>
    navigator.clipboard.writeText(codes.join('\n')).then(
      () => {
        setCopying('copied');
        setTaken(true);
      },
      () => setCopying('failed'),
    );
  return (
    <div className="flex flex-col gap-4">
      <ol aria-label="Recovery codes" className="flex flex-col gap-1.5 rounded-xl bg-sunken p-4 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button icon={<Copy size={16} aria-hidden />} onClick={() => void copy()}>
          {copying === 'copied' ? 'Copied' : 'Copy'}
        </Button>
        <a
          href={file}
          download="tuxedo-recovery-codes.txt"
          className={buttonLook('quiet')}
          onClick={() => setTaken(true)}
        >
          <Download size={16} aria-hidden /> Download
        </a>
      </div>
      {copying === 'failed' && (
        <p role="alert" className="text-sm text-danger">
          This browser does not let the page copy. Download them, or write them down.
        </p>
      )}
      <Field
        label="Or write them down and type one of them"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        hint="They are in force once you have saved them: copy, download, or type one back."
        error={error}
      />
      <Button look="primary" disabled={!isSaved || working} onClick={onSaved}>
        I saved my codes
      </Button>
    </div>
  );
};
