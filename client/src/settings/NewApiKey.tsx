import { useState } from 'react';
import { useClient } from 'urql';
import { graphql } from '../graphql/generated/gql.js';
import type { CreateApiKeyInput, Network } from '../graphql/generated/graphql.js';
import { dataOf, useAction } from '../graphql/use-action.js';
import { useConsent } from '../graphql/use-consent.js';
import { Button } from '../ui/Button.js';
import { DAY_MS } from '../ui/browser/durations.js';
import { CopyButton } from '../ui/CopyButton.js';
import { Field, SelectField } from '../ui/Field.js';

const Create = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) { secret apiKey { id } }
  }
`);

const SCOPES = [
  ['READ', 'Read', 'Accounts, transactions, approvals and the log.'],
  ['CHAT', 'Chat', 'Talk to the agent.'],
  ['PROPOSE', 'Propose', 'Propose payments: within your limits they are signed without asking you.'],
] as const;

type NetworkChoice = { network: Network; name: string };
type Asked = Omit<CreateApiKeyInput, 'consent'>;

/** Exactly what is confirmed and sent: what was left empty is left out. */
const askedFor = (form: FormData): Asked => {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const [asset, perTransaction, perDay] = [text('asset'), text('perTransaction'), text('perDay')];
  const network = text('network') as Network;
  const cap = { asset, network, ...(perTransaction && { perTransaction }), ...(perDay && { perDay }) };
  const addresses = text('allowList')
    .split(/[\s,]+/)
    .filter(Boolean);
  return {
    name: text('name'),
    scopes: SCOPES.map(([scope]) => scope).filter((scope) => form.has(scope)),
    ...((perTransaction || perDay) && { caps: [cap] }),
    ...(addresses.length > 0 && { allowList: addresses }),
    expiresAt: new Date(Date.now() + Number(text('days')) * DAY_MS).toISOString(),
  };
};

const Scopes = () => (
  <fieldset className="flex flex-col gap-2">
    <legend className="mb-1 text-sm font-medium">What it may do</legend>
    {SCOPES.map(([scope, label, hint]) => (
      <label key={scope} className="flex min-h-6 items-start gap-3 text-sm">
        <input type="checkbox" name={scope} defaultChecked={scope === 'READ'} className="mt-0.5 size-5" />
        <span>
          <strong>{label}</strong> <span className="text-muted">{hint}</span>
        </span>
      </label>
    ))}
  </fieldset>
);

const Limits = ({ networks }: { networks: readonly NetworkChoice[] }) => (
  <div className="flex flex-wrap gap-3">
    <Field name="asset" label="Only this asset" defaultValue="XLM" maxLength={70} className="flex-1 basis-24" />
    <Field name="perTransaction" label="At once" inputMode="decimal" className="flex-1 basis-24" />
    <Field name="perDay" label="In 24 hours" inputMode="decimal" className="flex-1 basis-24" />
    <SelectField name="network" label="On" className={networks.length > 1 ? 'flex-1 basis-24' : 'hidden'}>
      {networks.map(({ network, name }) => (
        <option key={network} value={network}>
          {name}
        </option>
      ))}
    </SelectField>
  </div>
);

/** Told once: the server keeps its hash alone. */
const Secret = ({ secret, onDone }: { secret: string; onDone: () => void }) => (
  <div className="flex flex-col gap-4">
    <p className="text-sm">Copy the key now. It is shown only this once.</p>
    <p className="flex items-center gap-2 rounded-xl bg-sunken p-3 font-mono text-sm">
      <span className="min-w-0 flex-1 break-all">{secret}</span>
      <CopyButton text={secret} label="Copy the key" />
    </p>
    <Button look="primary" className="self-end" onClick={onDone}>
      I saved it
    </Button>
  </div>
);

/** Asks what a key may do, and has the passkey confirm exactly that. */
export const NewApiKey = ({
  networks,
  onMade,
  onDone,
}: {
  networks: readonly NetworkChoice[];
  onMade: () => void;
  onDone: () => void;
}) => {
  const client = useClient();
  const consent = useConsent();
  const { run, working, error } = useAction();
  const [secret, setSecret] = useState<string | null>(null);
  const make = (asked: Asked) =>
    run(async () => {
      const proof = await consent('createApiKey', asked);
      const { createApiKey } = dataOf(await client.mutation(Create, { input: { ...asked, consent: proof } }));
      setSecret(createApiKey.secret);
      onMade();
    });
  if (secret) return <Secret secret={secret} onDone={onDone} />;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void make(askedFor(new FormData(event.currentTarget)));
      }}
    >
      <Field name="name" label="Name" required maxLength={80} hint="Which program it is for." />
      <Scopes />
      <Limits networks={networks} />
      <Field name="allowList" label="Only these recipients" hint="Addresses, with spaces between. Empty: anybody." />
      <SelectField name="days" label="Ends after" defaultValue="90">
        <option value="7">7 days</option>
        <option value="30">30 days</option>
        <option value="90">90 days</option>
        <option value="365">A year</option>
      </SelectField>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
      <Button look="primary" type="submit" disabled={working} className="self-end">
        Make the key
      </Button>
    </form>
  );
};
