import type { LedgerAccount } from './gateway.js';

type Signer = LedgerAccount['signers'][number];
export type Level = 'low' | 'medium' | 'high';

/** Who can sign for an account, as its ledger entry says. */
export type Control = {
  /** What the signature of our own key counts; 0 where the ledger does not know it as a signer. */
  ownWeight: number;
  thresholds: LedgerAccount['thresholds'];
  /** All others that count, the heaviest first. */
  others: Signer[];
};

export const controlOf = ({ signers, thresholds }: LedgerAccount, ownKey: string): Control => ({
  ownWeight: signers.find(({ key }) => key === ownKey)?.weight ?? 0,
  thresholds,
  others: signers.filter(({ key, weight }) => key !== ownKey && weight > 0).sort((a, b) => b.weight - a.weight),
});

/** Even where the ledger asks for nothing, one signature must count. */
const neededFor = ({ thresholds }: Pick<Control, 'thresholds'>, level: Level): number => Math.max(1, thresholds[level]);

/** Why one signature of ours is not enough for that, or null. */
export const missingFor = (control: Control, level: Level): string | null => {
  const needed = neededFor(control, level);
  if (control.ownWeight >= needed) return null;
  return (
    'This needs another signature: this server can only give one. Its key counts ' +
    `${control.ownWeight}, and the account asks for ${needed}.`
  );
};

/** What somebody should know who keeps money there: who else moves it, and what this server cannot do. */
export const warningsOf = (control: Control): string[] => {
  const needed = neededFor(control, 'medium');
  const alone = control.others.filter(({ weight }) => weight >= needed);
  const together = control.others.reduce((sum, { weight }) => sum + weight, 0);
  const missing = missingFor(control, 'medium');
  return [
    ...alone.map((signer) => `${nameOf(signer)} can empty this account alone, without this server.`),
    ...(alone.length === 0 && together >= needed
      ? [`Others can empty this account together, without this server: ${control.others.map(nameOf).join(', ')}.`]
      : []),
    ...(missing ? [`Payments from this account need another signature. ${missing}`] : []),
  ];
};

const nameOf = ({ key, type }: Signer): string => {
  if (type === 'sha256_hash') return `Whoever knows the secret behind the hash ${key}`;
  if (type === 'preauth_tx') return `A transaction that was allowed beforehand (${key})`;
  if (type === 'ed25519_signed_payload') return `Whoever holds the signed payload ${key}`;
  return `The key ${key}`;
};
