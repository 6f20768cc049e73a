import { useState } from 'react';
import { useQuery } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import type { AssetCapInput, Decision, Network } from '../graphql/generated/graphql.js';
import { Button } from '../ui/Button.js';
import { Field, SelectField } from '../ui/Field.js';
import type { Cap } from './policy-fragment.js';
import { AMOUNT_HINT, sameAmount, typedAmount } from './typed-amount.js';

const NetworksQuery = graphql(`
  query CapNetworks {
    server { networks { network name } }
  }
`);

const WhichAsset = () => {
  const [{ data }] = useQuery({ query: NetworksQuery });
  return (
    <>
      <Field
        name="asset"
        label="Asset"
        required
        autoComplete="off"
        spellCheck={false}
        hint="XLM, a well-known code such as USDC, or CODE:ISSUER."
      />
      <SelectField name="network" label="Network">
        {data?.server.networks.map(({ network, name }) => (
          <option key={network} value={network}>
            {name}
          </option>
        ))}
      </SelectField>
    </>
  );
};

type Limits = Pick<AssetCapInput, 'perTransaction' | 'perDay' | 'overPerTransaction'>;

/** What the form says beyond what holds already; a sentence where it says nothing that can be sent. */
const limitsOf = (form: FormData, cap: Cap | null): Limits | string => {
  const [perTransaction, perDay] = [typedAmount(form, 'perTransaction'), typedAmount(form, 'perDay')];
  if (perTransaction === null || perDay === null) return AMOUNT_HINT;
  const over = String(form.get('over')) as Decision;
  if (!cap && !perTransaction && !perDay) return 'Give at least one of the two limits.';
  return {
    ...(perTransaction && !sameAmount(perTransaction, cap?.perTransaction) ? { perTransaction } : {}),
    ...(perDay && !sameAmount(perDay, cap?.perDay) ? { perDay } : {}),
    ...(over !== cap?.overPerTransaction ? { overPerTransaction: over } : {}),
  };
};

const nameOf = (form: FormData, cap: Cap | null): Pick<AssetCapInput, 'asset' | 'network'> =>
  cap
    ? { asset: cap.asset, network: cap.network }
    : { asset: String(form.get('asset') ?? '').trim(), network: String(form.get('network')) as Network };

type Props = { cap: Cap | null; working: boolean; onChange: (cap: AssetCapInput) => void };

/** The limits of one asset, or of one that has none yet. */
export const CapForm = ({ cap, working, onChange }: Props) => {
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (form: FormData) => {
    const limits = limitsOf(form, cap);
    setProblem(typeof limits === 'string' ? limits : null);
    if (typeof limits !== 'string') onChange({ ...nameOf(form, cap), ...limits });
  };
  const now = (limit: string | null | undefined) => (limit ? `Now ${limit}. ` : 'Now no limit. ');
  return (
    <form
      noValidate={cap !== null}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      {!cap && <WhichAsset />}
      <Field
        name="perTransaction"
        label="In one transaction"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={cap?.perTransaction ?? ''}
        hint={cap ? now(cap.perTransaction) : 'Above it the rule below holds.'}
        error={problem}
      />
      <SelectField name="over" label="Above that" defaultValue={cap?.overPerTransaction ?? 'ASK'}>
        <option value="ASK">ask me</option>
        <option value="REFUSE">refuse</option>
      </SelectField>
      <Field
        name="perDay"
        label="In a day"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={cap?.perDay ?? ''}
        hint={`${cap ? now(cap.perDay) : ''}Beyond it nothing is signed. What was used of it stays used.`}
      />
      <Button look="primary" type="submit" disabled={working} className="self-end">
        {cap ? 'Change limits' : 'Add limit'}
      </Button>
    </form>
  );
};
