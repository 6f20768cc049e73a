/** OLD_PASSKEY: one that its person has had for a day, or their first. OR_RECOVERY: for 15 minutes a recovery code does as well. */
export type ConsentDecision = 'OLD_PASSKEY' | 'OLD_PASSKEY_OR_RECOVERY';

/**
 * Every field that takes a passkey's word, and whose word it takes. A passkey in its first day signs in and gives its word
 * for nothing, because it may be a thief's: its owner has that day to notice it. Whoever came in with a recovery code
 * has no other passkey at hand, and gets no further by it than to a passkey that waits, and to codes that are not lost.
 */
export const CONSENT_DECISIONS: Readonly<Record<string, ConsentDecision>> = {
  addPasskey: 'OLD_PASSKEY_OR_RECOVERY',
  removePasskey: 'OLD_PASSKEY',
  regenerateRecoveryCodes: 'OLD_PASSKEY_OR_RECOVERY',
  createApiKey: 'OLD_PASSKEY',
  deleteUser: 'OLD_PASSKEY',
  unfreeze: 'OLD_PASSKEY',
  unfreezeAccount: 'OLD_PASSKEY',
  archiveAccount: 'OLD_PASSKEY',
  // These two ask for it on their own texts, without @consent.
  updatePolicy: 'OLD_PASSKEY',
  approveTransaction: 'OLD_PASSKEY',
};
