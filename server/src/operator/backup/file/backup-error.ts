/** Why a backup was not made or not restored, in a sentence for the operator. Holds no secret. */
export class BackupError extends Error {}

export const damaged = (): BackupError =>
  new BackupError('This backup is damaged or cut off: its bytes are not those that were written. Use another copy.');
