import { CopyButton } from '../ui/CopyButton.js';
import { Plain } from '../ui/values/Plain.js';

type Props = { mode: 'OFF' | 'REQUIRED'; statement: string; origin: string };

const Check = ({ origin }: { origin: string }) => {
  const command = `npm run verify -- attestation ${origin} --policy policy.json`;
  return (
    <>
      <dd className="mt-1 text-sm text-muted">
        Anybody can claim that, and this page comes from the same server. Check it on another machine, with the source
        code and the policy of its release; docs/verify.md there says what each step proves and what none can:
      </dd>
      <dd className="flex items-center gap-2">
        <code className="min-w-0 font-mono text-xs break-all">{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </dd>
    </>
  );
};

/** Where the keys are, as the server claims it, and how to find out without believing it. */
export const KeysPlace = ({ mode, statement, origin }: Props) => (
  <div>
    <dt className="text-sm text-muted">Where the keys are</dt>
    <dd>
      {mode === 'OFF'
        ? 'No enclave: keys are encrypted in the server’s own storage, and whoever runs the machine can get at them.'
        : 'The server says that it runs in an enclave.'}
    </dd>
    <dd className="text-sm text-muted">
      <Plain text={statement} />
    </dd>
    {mode !== 'OFF' && <Check origin={origin} />}
  </div>
);
