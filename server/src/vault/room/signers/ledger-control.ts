import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import type { LedgerControl } from '../judgement/ledger-witness.js';

const refuse = (message: string): DomainError => new DomainError(ErrorCode.CONFLICT, message);

/** The least weight with which a key alone may do everything with the account. */
export const neededWeight = ({ thresholds: { low, medium, high } }: LedgerControl): number =>
  Math.max(1, low, medium, high);

const weightOf = ({ signers }: LedgerControl, key: string): number =>
  signers.find((signer) => signer.key === key)?.weight ?? 0;

export const isSigner = (control: LedgerControl, key: string): boolean => weightOf(control, key) > 0;

export const signsAlone = (control: LedgerControl, key: string): boolean =>
  weightOf(control, key) >= neededWeight(control);

/** Somebody else's signer is never touched, because it may be the person's own safeguard. */
export const assertNobodyElse = (control: LedgerControl, known: readonly string[]): void => {
  const others = control.signers.filter(({ key, weight }) => weight > 0 && !known.includes(key));
  if (others.length === 0) return;
  const list = others.map(({ key, weight }) => `${key} (weight ${weight})`).join(', ');
  throw refuse(
    `The account has signers that this server does not know: ${list}. Its owner has to remove them first, with a ` +
      'transaction that they confirm; then run this again.',
  );
};

export const assertSignsAlone = (control: LedgerControl, key: string): void => {
  if (signsAlone(control, key)) return;
  throw refuse(
    `${key}, which this server holds, cannot change the signers of the account: its weight is ` +
      `${weightOf(control, key)}, and the thresholds ask for ${neededWeight(control)}.`,
  );
};
