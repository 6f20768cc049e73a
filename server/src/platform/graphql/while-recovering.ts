/**
 * What somebody may do who came in with a recovery code, until a passkey stands behind their session: stop things, and get
 * a passkey and codes. Looking is free. Everything else waits, so that a code that was found opens no purse.
 */
export const WHILE_RECOVERING: ReadonlySet<string> = new Set([
  'freeze',
  'freezeAccount',
  'cancelRun',
  'rejectTransaction',
  'rejectTransactions',
  'revokeApiKey',
  'signOut',
  'startConsent',
  'startAddPasskey',
  'addPasskey',
  'regenerateRecoveryCodes',
  'saveRecoveryCodes',
]);
