import { lazy, Suspense } from 'react';
import { useStopped } from './notices/StoppedBanner.js';

const AuditWatch = lazy(async () => ({ default: (await import('../audit/AuditWatch.js')).AuditWatch }));

/** Looks at the log of whoever is signed in, as long as the app is open; what it needs is read after the page is there. */
export const WatchedLog = () => {
  const viewer = useStopped();
  return viewer ? (
    <Suspense fallback={null}>
      <AuditWatch userId={viewer.id} />
    </Suspense>
  ) : null;
};
