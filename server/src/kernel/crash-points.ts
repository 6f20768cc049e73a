/** Where a process may die between a proposal and its outcome: before and after each commit and each word to the ledger. */
export const CRASH_POINTS = [
  'propose.before-lock',
  'propose.before-commit',
  'propose.after-commit',
  'approve.before-lock',
  'approve.before-commit',
  'approve.after-commit',
  'sign.before-lock',
  'sign.locked',
  'sign.reserved',
  'sign.signed',
  'sign.before-commit',
  'sign.after-commit',
  'submit.before-note',
  'submit.before-send',
  'submit.after-send',
  'outcome.locked',
  'outcome.before-commit',
  'outcome.after-commit',
] as const;

/** The same for a fee that is raised; each is passed once for every bump. */
export const RAISE_CRASH_POINTS = [
  'raise.before-note',
  'raise.after-note',
  'raise.signed',
  'raise.before-commit',
] as const;

/** The same for a signer that is replaced, in their order. */
export const SIGNER_CRASH_POINTS = [
  'signer.held',
  'signer.made',
  'signer.before-store',
  'signer.stored',
  'signer.add-signed',
  'signer.add-applied',
  'signer.before-swap',
  'signer.swapped',
  'signer.remove-signed',
  'signer.remove-applied',
  'signer.before-end',
  'signer.ended',
] as const;
export type CrashPoint =
  | (typeof CRASH_POINTS)[number]
  | (typeof RAISE_CRASH_POINTS)[number]
  | (typeof SIGNER_CRASH_POINTS)[number];

let listener: ((point: CrashPoint) => void) | null = null;

/** Does nothing, unless a test has put its own process under observation in order to end it there. */
export const crashPoint = async (point: CrashPoint): Promise<void> => listener?.(point);

export const observeCrashPoints = (onPoint: (point: CrashPoint) => void): void => {
  listener = onPoint;
};
