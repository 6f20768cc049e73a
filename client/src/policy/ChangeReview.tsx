import { Fingerprint } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Badge } from '../ui/Badge.js';
import { Button } from '../ui/Button.js';
import { Disclosure, Json } from '../ui/Disclosure.js';
import { Notice } from '../ui/Notice.js';
import { Address } from '../ui/values/Address.js';
import { Plain } from '../ui/values/Plain.js';
import type { Change, Difference } from './policy-change-fragment.js';
import { backtestSentences, ruleName, ruleValue } from './rule-words.js';

const isAddress = (value: string): boolean => /^[GMC][A-Z2-7]{55,}$/.test(value);

const Value = ({ value }: { value: string }) =>
  isAddress(value) ? <Address address={value} /> : <Plain text={ruleValue(value)} />;

const DifferenceRow = ({ difference: { rule, direction, from, to } }: { difference: Difference }) => (
  <li className="py-2.5">
    <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
      <Plain text={ruleName(rule)} />
      <Badge tone={direction === 'LOOSER' ? 'warn' : 'good'}>{direction === 'LOOSER' ? 'Looser' : 'Stricter'}</Badge>
    </p>
    <dl className="mt-1 grid grid-cols-[3.5rem_1fr] gap-x-3 text-sm tabular-nums">
      <dt className="text-muted">Now</dt>
      <dd className="min-w-0 break-words">
        <Value value={from} />
      </dd>
      <dt className="text-muted">Then</dt>
      <dd className="min-w-0 font-semibold break-words">
        <Value value={to} />
      </dd>
    </dl>
  </li>
);

type Props = { change: Change; working: boolean; withPasskey: boolean; onConfirm: () => void; onBack: () => void };

/** What a looser policy means, before the passkey: every difference, and what it would have let through. */
export const ChangeReview = ({ change, working, withPasskey, onConfirm, onBack }: Props) => {
  const [first, ...others] = backtestSentences(change.backtest);
  const question = useRef<HTMLElement>(null);
  // The button that was pressed is gone; the next thing to read is here.
  useEffect(() => question.current?.focus(), []);
  return (
    <section ref={question} tabIndex={-1} aria-label="What would change" className="flex flex-col gap-3">
      <ul aria-label="Differences" className="divide-y divide-line">
        {change.differences.map((difference) => (
          <DifferenceRow key={difference.rule + difference.from + difference.to} difference={difference} />
        ))}
      </ul>
      <Notice tone={change.backtest.wouldAllow.count > 0 ? 'warn' : 'info'} role="status">
        <p className="font-semibold tabular-nums">{first}</p>
        {others.map((sentence) => (
          <p key={sentence} className="tabular-nums">
            {sentence}
          </p>
        ))}
      </Notice>
      {change.consent && (
        <Disclosure summary={withPasskey ? 'The text that your passkey signs' : 'The text that you confirm'}>
          <Json value={change.consent.canonical} label="Text of the change" />
        </Disclosure>
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <Button look="plain" disabled={working} onClick={onBack}>
          Back
        </Button>
        <Button look="go" icon={<Fingerprint size={18} aria-hidden />} disabled={working} onClick={onConfirm}>
          {withPasskey ? 'Confirm with passkey' : 'Confirm'}
        </Button>
      </div>
      {!withPasskey && <p className="text-sm text-muted">You are a demo user, so you confirm without a passkey.</p>}
    </section>
  );
};
