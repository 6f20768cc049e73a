import { useState } from 'react';
import type { CapReset, PolicyChangeInput } from '../graphql/generated/graphql.js';
import { Button } from '../ui/Button.js';
import { Field, SelectField } from '../ui/Field.js';
import { Panel } from '../ui/Panel.js';
import { exactAmount, usd } from '../ui/values/format-amount.js';
import { ChangeDialog } from './ChangeDialog.js';
import type { Rules } from './policy-fragment.js';
import { ruleValue } from './rule-words.js';
import { AMOUNT_HINT, sameAmount, typedAmount } from './typed-amount.js';

type Change = Omit<PolicyChangeInput, 'accountId'>;

/** What differs from the rules as they are; a sentence where something is no amount or no number. */
const changeOf = (form: FormData, rules: Rules): Change | string => {
  const [ask, stranger] = [typedAmount(form, 'askAboveUsd'), typedAmount(form, 'strangerUsd')];
  const fee = typedAmount(form, 'feeMax');
  if (ask === null || stranger === null || fee === null) return AMOUNT_HINT;
  const calls = String(form.get('callsPerHour') ?? '').trim();
  if (!/^\d{0,5}$/.test(calls)) return 'Proposals in an hour are a whole number from 0 to 10000.';
  const loss = String(form.get('tradeLossPercent') ?? '').trim();
  if (!/^\d{0,3}$/.test(loss) || Number(loss) > 100)
    return 'What a trade may lose is a whole percentage from 0 to 100.';
  const reset = String(form.get('reset')) as CapReset;
  return {
    ...(ask && ask !== rules.askAboveUsd ? { askAboveUsd: ask } : {}),
    ...(stranger && stranger !== rules.newDestinationAskAboveUsd ? { newDestinationAskAboveUsd: stranger } : {}),
    ...(fee && !sameAmount(fee, rules.feeMax) ? { feeMax: fee } : {}),
    ...(calls !== '' && Number(calls) !== rules.callsPerHour ? { callsPerHour: Number(calls) } : {}),
    ...(loss !== '' && Number(loss) !== rules.tradeLossPercent ? { tradeLossPercent: Number(loss) } : {}),
    ...(reset !== rules.reset ? { reset } : {}),
  };
};

type FormProps = { rules: Rules; working: boolean; onChange: (change: Change) => void };

const Form = ({ rules, working, onChange }: FormProps) => {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const change = changeOf(new FormData(event.currentTarget), rules);
        setProblem(typeof change === 'string' ? change : null);
        if (typeof change !== 'string') onChange(change);
      }}
    >
      <Field
        name="askAboveUsd"
        label="Ask above this worth (USD)"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={rules.askAboveUsd}
        error={problem}
      />
      <Field
        name="strangerUsd"
        label="Ask before a stranger is paid more than (USD)"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={rules.newDestinationAskAboveUsd}
      />
      <Field
        name="tradeLossPercent"
        label="Ask where a trade may lose more than (percent)"
        inputMode="numeric"
        autoComplete="off"
        defaultValue={rules.tradeLossPercent}
      />
      <Field
        name="callsPerHour"
        label="Proposals in an hour, of the agent or of one key"
        inputMode="numeric"
        autoComplete="off"
        defaultValue={rules.callsPerHour ?? ''}
        hint={rules.callsPerHour == null ? 'Now no limit. 0 stops every proposal.' : '0 stops every proposal.'}
      />
      <Field
        name="feeMax"
        label="Network fee of one transaction, at most (XLM)"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={rules.feeMax}
        hint="What is offered when many want to pay at once. Mostly far less is taken; above it nothing is signed."
      />
      <SelectField name="reset" label="A day is" defaultValue={rules.reset}>
        <option value="ROLLING">any 24 hours</option>
        <option value="CALENDAR_DAY">since midnight in UTC</option>
      </SelectField>
      <Button look="primary" type="submit" disabled={working} className="self-end">
        Change rules
      </Button>
    </form>
  );
};

const Row = ({ name, value }: { name: string; value: string }) => (
  <div className="flex flex-wrap justify-between gap-x-6 py-2.5">
    <dt className="font-semibold">{name}</dt>
    <dd className="text-sm tabular-nums">{value}</dd>
  </div>
);

/** When a person is asked, whatever the asset. */
export const QuestionsPanel = ({ rules, onChanged }: { rules: Rules; onChanged: () => void }) => {
  const [open, setOpen] = useState(false);
  const accountId = rules.accountId ?? null;
  return (
    <Panel
      title="When you are asked"
      note="These hold beside the limits; the strictest rule decides."
      action={
        <Button aria-label="Change when you are asked" onClick={() => setOpen(true)}>
          Change
        </Button>
      }
    >
      <dl className="divide-y divide-line">
        <Row name="Any payment" value={`worth more than ${usd(rules.askAboveUsd)} asks you`} />
        <Row name="Payment to a stranger" value={`worth more than ${usd(rules.newDestinationAskAboveUsd)} asks you`} />
        <Row name="Trade" value={`that may lose more than ${rules.tradeLossPercent} percent of its worth asks you`} />
        <Row
          name="Proposals of the agent, or of one key"
          value={rules.callsPerHour == null ? 'no limit' : `at most ${rules.callsPerHour} in an hour`}
        />
        <Row name="Network fee" value={`at most ${exactAmount(rules.feeMax)} XLM for one transaction`} />
        <Row name="A day is" value={ruleValue(rules.reset)} />
      </dl>
      {open && (
        <ChangeDialog title="When you are asked" onClose={() => setOpen(false)} onChanged={onChanged}>
          {({ propose, working }) => (
            <Form
              rules={rules}
              working={working}
              onChange={(change) => propose({ ...change, ...(accountId ? { accountId } : {}) })}
            />
          )}
        </ChangeDialog>
      )}
    </Panel>
  );
};
