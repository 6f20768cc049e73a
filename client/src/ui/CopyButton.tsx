import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './Button.js';

type Props = { text: string; label: string };

/** Copies and says so for two seconds, to eyes and to screen readers. */
export const CopyButton = ({ text, label }: Props) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <>
      <IconButton
        label={copied ? 'Copied' : label}
        icon={copied ? <Check size={16} /> : <Copy size={16} />}
        onClick={copy}
      />
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </>
  );
};
