import clsx from 'clsx';
import { CopyButton } from '../CopyButton.js';
import { inFours } from './group-address.js';

type Props = { address: string; copy?: boolean; emphasiseEnds?: boolean };

/** The whole address in groups of four; the groups wrap, nothing is cut. */
export const Address = ({ address, copy = false, emphasiseEnds = false }: Props) => {
  const groups = inFours(address);
  const isEnd = (index: number) => emphasiseEnds && (index === 0 || index === groups.length - 1);
  return (
    <span className="inline-flex max-w-full items-center gap-x-2">
      <code className="min-w-0 font-mono text-[13px] leading-6 break-words">
        {groups.map((group, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: groups of one address never move.
            key={index}
            className={clsx('mr-[0.5em] inline-block', isEnd(index) && 'font-bold underline underline-offset-4')}
          >
            {group}
          </span>
        ))}
      </code>
      {copy && <CopyButton text={address} label="Copy address" />}
    </span>
  );
};
