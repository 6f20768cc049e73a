import { BackupError } from '../file/backup-error.js';

/** What is asked of a restore beside the file, as `npm run restore` takes it. */
export type RestoreRequest = { check: boolean; newest: number; allowRollback: boolean };

const FLAGS = new Set(['check', 'allow-rollback']);

/** Reads `?newest=41&allow-rollback&check`. A word that nobody knows may be one that was meant to keep something out. */
export const restoreRequest = (query: URLSearchParams): RestoreRequest => {
  for (const [name, value] of query)
    if (!(FLAGS.has(name) ? value === '' : name === 'newest' && /^\d{1,9}$/.test(value)))
      throw new BackupError(
        'Ask PUT /operator/restore?newest=41&allow-rollback&check, with any of the three and no other.',
      );
  return {
    check: query.has('check'),
    newest: Number(query.get('newest') ?? 0),
    allowRollback: query.has('allow-rollback'),
  };
};
